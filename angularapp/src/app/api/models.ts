/** Short names for the types of the HTTP API, so that features never spell out the schema. */
import { components } from './schema';

type Schemas = components['schemas'];

export type LocalizedText = Schemas['LocalisedText'];
export type Role = Schemas['Role'];
export type Capability = Schemas['CapabilitiesEnum'];
export type Me = Schemas['Me'];
export type Limits = Schemas['Limits'];

export type Vocabulary = Schemas['Vocabulary'];
export type Origin = Schemas['Origin'];
export type ImageRef = Schemas['ImageRef'];
export type Samples = Schemas['Samples'];
export type TermCard = Schemas['TermCard'];
export type Term = Schemas['Term'];
export type TermName = Pick<Schemas['TermRef'], 'slug' | 'name'>;
export type TermRef = Schemas['TermRef'];
export type TermSource = Schemas['TermSource'];
export type TermStatus = Schemas['TermStatus'];
export type AltName = Schemas['AltName'];
export type NameLanguage = Schemas['NameLanguage'];
export type Statement = Schemas['Statement'];
export type StatementChange = Schemas['StatementChangeRequest'];
export type Aspect = Schemas['Aspect'];
export type LookAlike = Schemas['LookAlike'];

export type ArtworkStatus = Schemas['ArtworkStatus'];
export type ArtworkCard = Schemas['ArtworkCard'];
export type Artwork = Schemas['Artwork'];
export type ArtworkFacets = Schemas['ArtworkFacets'];
export type LabelRef = Schemas['LabelRef'];
export type NamedBy = Schemas['NamedBy'];
export type LabelHistoryEntry = Schemas['LabelHistory'];

export type Fixity = Schemas['Fixity'];
export type FixityFinding = Schemas['FixityFinding'];

export type FirstStart = Schemas['FirstStart'];
export type Job = Schemas['Job'];
export type JobStatus = Schemas['JobStatus'];
export type Submission = Schemas['Submission'];
export type SubmissionAccepted = Schemas['SubmissionAccepted'];

export type Ranked = Schemas['RankedTerm'];
export type Answer = Schemas['Answer'];
export type Prediction = Schemas['Prediction'];
export type PredictionStatus = Schemas['PredictionStatusEnum'];
export type PredictionSummary = Schemas['PredictionSummary'];
export type ReferenceImage = Schemas['Reference'];
export type Review = Schemas['Review'];
export type ReviewVerdict = Schemas['VerdictEnum'];
export type ReviewRequest = Schemas['ReviewRequestRequest'];
export type ReviewCreated = Schemas['ReviewAccepted'];

export type Recipe = Schemas['Recipe'];
export type RecipeOption = Schemas['RecipeOption'];
export type Estimate = Schemas['Estimate'];
export type ClassReport = Schemas['ClassReport'];
export type EvaluationReport = Schemas['EvaluationReport'];
export type TrainingFigures = Schemas['RunFigures'];
export type TrainingRun = Schemas['TrainingRun'];
export type TrainingRunRequest = Schemas['TrainingRunRequestRequest'];
export type TrainingRunAccepted = Schemas['TrainingRunAccepted'];
export type ModelVersion = Schemas['ModelVersion'];
export type Paired = Schemas['Versus'];
export type JudgedPicture = Schemas['JudgedPicture'];
export type KnownWeak = Schemas['KnownWeak'];
export type Promotion = Schemas['Promotion'];
export type PromotionResult = Schemas['PromotionAnswer'];

/** One page of a list. */
export interface Page<T> {
  count: number;
  next: string | null;
  previous: string | null;
  results: T[];
}

/** The list of artworks also says how many there are behind each filter. */
export interface ArtworkPage extends Page<ArtworkCard> {
  facets: ArtworkFacets;
}

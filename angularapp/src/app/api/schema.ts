/**
 * The shapes of the HTTP API, in the form that `npm run api` generates from docs/openapi.yaml.
 */
export interface components {
  schemas: {
    LocalizedText: { id: string; en: string };
    Role: 'visitor' | 'cataloguer' | 'manager' | 'admin';
    Capability: 'upload' | 'review' | 'edit_catalogue' | 'train' | 'promote' | 'administer';
    Me: {
      authenticated: boolean;
      username: string | null;
      role: components['schemas']['Role'];
      capabilities: components['schemas']['Capability'][];
    };
    Limits: {
      max_bytes: number;
      max_pixels: number;
      max_frames: number;
      formats: string[];
      visitor_retention_hours: number;
    };
    Vocabulary: {
      slug: string;
      name: components['schemas']['LocalizedText'];
      noun: components['schemas']['LocalizedText'];
      description: components['schemas']['LocalizedText'];
      is_default: boolean;
      term_count: number;
      artwork_count: number;
      has_model: boolean;
      champion: string | null;
    };
    Origin: {
      place: string;
      province: string;
      latitude: number | null;
      longitude: number | null;
    };
    ImageRef: {
      id: string;
      width: number;
      height: number;
      role: 'front' | 'detail' | 'selvedge';
      thumb_url: string;
      view_url: string;
      alt: components['schemas']['LocalizedText'];
    };
    TermCard: {
      slug: string;
      code: string;
      name: components['schemas']['LocalizedText'];
      origin: components['schemas']['Origin'];
      artwork_count: number;
      specimen_url: string | null;
      cover: components['schemas']['ImageRef'] | null;
      meaning: components['schemas']['LocalizedText'];
    };
    LookAlike: {
      slug: string;
      name: components['schemas']['LocalizedText'];
      how: components['schemas']['LocalizedText'];
      specimen_url: string | null;
    };
    TermSource: { title: string; checked: boolean };
    Term: components['schemas']['TermCard'] & {
      vocabulary: string;
      period: components['schemas']['LocalizedText'];
      elements: components['schemas']['LocalizedText'][];
      colours: components['schemas']['LocalizedText'][];
      use: components['schemas']['LocalizedText'];
      sources: components['schemas']['TermSource'][];
      look_alikes: components['schemas']['LookAlike'][];
      broader: { slug: string; name: components['schemas']['LocalizedText'] } | null;
    };
    TermName: { slug: string; name: components['schemas']['LocalizedText'] };
    TermRef: { slug: string; code: string; name: components['schemas']['LocalizedText'] };
    LabelRef: {
      vocabulary: string;
      term: components['schemas']['TermName'] | null;
      source: 'import' | 'review' | 'demo';
      settled_by: string | null;
      settled_at: string;
    };
    LabelHistoryEntry: components['schemas']['LabelRef'] & { id: string; note: string };
    ArtworkStatus: 'draft' | 'published';
    ArtworkCard: {
      id: string;
      title: string;
      title_en: string;
      status: components['schemas']['ArtworkStatus'];
      is_drawn: boolean;
      image: components['schemas']['ImageRef'] | null;
      labels: components['schemas']['LabelRef'][];
      place: string;
      date: string;
      created_at: string;
    };
    Ranked: { term: components['schemas']['TermRef']; probability: number };
    Answer: {
      kind: 'term' | 'set' | 'broader' | 'unknown';
      terms: components['schemas']['TermRef'][];
    };
    PredictionSummary: {
      id: string;
      vocabulary: string;
      model_version: string;
      top: components['schemas']['Ranked'][];
      answer: components['schemas']['Answer'];
      created_at: string;
    };
    Artwork: components['schemas']['ArtworkCard'] & {
      accession_number: string;
      maker: string;
      technique: string;
      material: string;
      dimensions: string;
      rights: string;
      description: components['schemas']['LocalizedText'];
      images: components['schemas']['ImageRef'][];
      predictions: components['schemas']['PredictionSummary'][];
      label_history: components['schemas']['LabelHistoryEntry'][];
      similar: components['schemas']['ArtworkCard'][];
      can_edit: boolean;
    };
    TermFacet: {
      vocabulary: string;
      value: string;
      name: components['schemas']['LocalizedText'];
      count: number;
    };
    ValueFacet: { value: string; count: number };
    ArtworkFacets: {
      term: components['schemas']['TermFacet'][];
      place: components['schemas']['ValueFacet'][];
      technique: components['schemas']['ValueFacet'][];
      status?: components['schemas']['ValueFacet'][];
    };
    JobStatus: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
    JobError: { code: string; detail: string };
    Job: {
      id: string;
      kind: string;
      status: components['schemas']['JobStatus'];
      phase: string;
      progress: number;
      result: { prediction?: string; model_version?: string } | null;
      error: components['schemas']['JobError'] | null;
      created_at: string;
      started_at: string | null;
      finished_at: string | null;
      cancel_requested: boolean;
      attempts: number;
    };
    SubmissionAccepted: { id: string; job: string; image: string; artwork: string | null };
    Submission: {
      id: string;
      created_at: string;
      expires_at: string | null;
      filename: string;
      vocabulary: string;
      image: components['schemas']['ImageRef'];
      artwork: string | null;
      job: components['schemas']['Job'];
      prediction: components['schemas']['PredictionSummary'] | null;
    };
    PredictionStatus:
      | 'unreviewed'
      | 'confirmed'
      | 'corrected'
      | 'unsure'
      | 'not_in_vocabulary'
      | 'bad_image';
    ReviewVerdict: 'confirm' | 'correct' | 'unsure' | 'not_in_vocabulary' | 'bad_image';
    Review: {
      id: string;
      verdict: components['schemas']['ReviewVerdict'];
      term: components['schemas']['TermName'] | null;
      comment: string;
      actor: string;
      created_at: string;
    };
    ReviewRequest: {
      verdict: components['schemas']['ReviewVerdict'];
      term?: string;
      comment?: string;
    };
    ReviewCreated: { id: string; label: string | null };
    ReferenceImage: {
      term: { slug: string };
      image: components['schemas']['ImageRef'];
      artwork: string;
    };
    BackboneKind: 'imagenet' | 'file' | 'random';
    ModelSummary: {
      id: string;
      number: number;
      recipe: string;
      backbone: { kind: components['schemas']['BackboneKind']; name: string };
    };
    Prediction: {
      id: string;
      submission: string;
      artwork: string | null;
      vocabulary: string;
      model_version: string;
      model: components['schemas']['ModelSummary'];
      status: components['schemas']['PredictionStatus'];
      top: components['schemas']['Ranked'][];
      answer: components['schemas']['Answer'];
      novelty: number;
      novelty_threshold: number;
      explanation_url: string;
      image: components['schemas']['ImageRef'];
      references: components['schemas']['ReferenceImage'][];
      reviews: components['schemas']['Review'][];
      created_at: string;
    };
    RecipeOption: {
      name: string;
      type: string;
      default: string | number | boolean | null;
      description: string;
      minimum?: number | null;
      maximum?: number | null;
    };
    Recipe: {
      name: string;
      title: string;
      description: string;
      source: string;
      options: components['schemas']['RecipeOption'][];
    };
    Estimate: { value: number; low: number; high: number; n: number };
    ClassReport: {
      label: string;
      support: number;
      precision: components['schemas']['Estimate'];
      recall: components['schemas']['Estimate'];
      f1: number;
    };
    EvaluationReport: {
      n: number;
      accuracy: components['schemas']['Estimate'];
      top3: components['schemas']['Estimate'];
      macro_f1: components['schemas']['Estimate'];
      ece: number;
      per_class: components['schemas']['ClassReport'][];
      confusion: { labels: string[]; counts: number[][] };
    };
    TrainingFigures: {
      test: components['schemas']['EvaluationReport'] | null;
      champion: components['schemas']['EvaluationReport'] | null;
      champion_version: string | null;
      champion_saw: number;
      difference: components['schemas']['Estimate'] | null;
      held_out?: components['schemas']['HeldOut'] | null;
    };
    HeldOut: {
      n: number;
      accuracy: components['schemas']['Estimate'];
      top3: components['schemas']['Estimate'];
      macro_f1: components['schemas']['Estimate'];
      ece: number;
    };
    TrainingRunRequest: {
      vocabulary: string;
      recipe: string;
      options: Record<string, unknown>;
    };
    TrainingRunAccepted: { id: string; job: string };
    TrainingRun: {
      id: string;
      job: string;
      vocabulary: string;
      recipe: string;
      options: Record<string, unknown>;
      status: components['schemas']['JobStatus'];
      phase: string;
      progress: number;
      detail: Record<string, unknown> | null;
      created_at: string;
      created_by: string | null;
      figures: components['schemas']['TrainingFigures'] | null;
      model_version: string | null;
      snapshot: {
        digest: string;
        n_train: number;
        n_test: number;
        left_out?: { code: string; n: number }[];
      } | null;
      error: components['schemas']['JobError'] | null;
    };
    ModelVersion: {
      id: string;
      vocabulary: string;
      number: number;
      recipe: string;
      backbone: {
        name: string;
        kind: components['schemas']['BackboneKind'];
        digest: string;
        sha256: string | null;
      };
      labels: string[];
      n_train: number;
      source: 'run' | 'registered' | 'demo';
      figures: components['schemas']['TrainingFigures'] | null;
      is_champion: boolean;
      created_at: string;
      created_by: string | null;
      digest: string;
    };
    PromotionRequest: { reason?: string };
    PromotionResult: { champion: string; previous: string | null };
    Promotion: {
      id: string;
      vocabulary: string;
      model_version: string;
      previous: string | null;
      by: string | null;
      reason: string;
      at: string;
    };
  };
}

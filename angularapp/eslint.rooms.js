// Who may import whom: a room imports only rooms on floors below its own, never one beside it.
import { readdirSync } from 'node:fs';

/** Features on top; what several of them need lies below, each in a room of its own. */
const APP = [
  [
    'about',
    'artworks',
    'files',
    'gallery',
    'home',
    'models',
    'motifs',
    'results',
    'shell',
    'upload',
  ],
  [
    'answers', // what a model said and what it stands on, in words
    'cloths', // artworks on a wall, and who named them
    'editing', // records as forms: draft, saving, what is wrong
    'figures', // measures with n and interval
    'review', // what a person says of an answer
    'sending', // pictures on their way in: where they are dropped, the queue, the limits
    'vocabulary', // vocabularies and the names of their terms
  ],
  [
    'jobs',
    'navigation', // going back: where a page was left, and the list it was reached from
    'session',
  ],
  ['ui'],
  ['i18n'],
  ['api'],
];
/** Inside the feature of models: its first page, what it links to, and what both of these show. */
const MODELS = [['models-page'], ['runs', 'versions'], ['comparison']];

export const rooms = [
  ...rulesOf('src/app', APP),
  ...rulesOf('src/app/models', MODELS, above('models')),
];

/** One configuration for each room of a folder; `given` is forbidden to all of them already. */
function rulesOf(folder, floors, given = []) {
  requireFloors(folder, floors.flat());
  return floors.flat().map((room) => ({
    files: [`${folder}/${room}/**/*.ts`],
    rules: forbid([...given, ...closed(floors, room)]),
  }));
}

function above(room) {
  return closed(APP, room);
}

/** What a room may not import: the rooms on its own floor and above, and the app that holds them. */
function closed(floors, room) {
  const own = floors.findIndex((floor) => floor.includes(room));
  return floors
    .slice(0, own + 1)
    .flat()
    .filter((other) => other !== room);
}

function forbid(names) {
  const path = `^(?:\\.\\./)+(?:(?:${names.join('|')})(?:/|$)|app[.])`;
  const message = 'A room imports only rooms on floors below its own (eslint.rooms.js).';
  const lazily = `ImportExpression[source.value=/${path.replaceAll('/', '\\/')}/]`;
  return {
    'no-restricted-imports': ['error', { patterns: [{ regex: path, message }] }],
    'no-restricted-syntax': ['error', { selector: lazily, message }],
  };
}

/** A folder on no floor would be free to import anything. */
function requireFloors(folder, known) {
  const here = readdirSync(new URL(folder, import.meta.url), { withFileTypes: true });
  const lost = here.filter((one) => one.isDirectory() && !known.includes(one.name));
  if (lost.length) {
    const names = lost.map(({ name }) => `${folder}/${name}`).join(', ');
    throw new Error(`${names}: give it a floor in eslint.rooms.js`);
  }
}

// Lint rules of the app: recommended TypeScript and Angular sets, template accessibility, who may import whom.
import eslint from '@eslint/js';
import angular from 'angular-eslint';
import tseslint from 'typescript-eslint';

import { rooms } from './eslint.rooms.js';

const element = { type: 'element', prefix: 'ragam', style: 'kebab-case' };
const attribute = { type: 'attribute', prefix: 'ragam', style: 'camelCase' };

export default tseslint.config(
  { ignores: ['dist/', '.angular/', 'node_modules/', 'tools/', 'src/app/api/schema.ts'] },
  {
    files: ['**/*.ts'],
    extends: [
      eslint.configs.recommended,
      ...tseslint.configs.strict,
      ...angular.configs.tsRecommended,
    ],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/component-class-suffix': 'off',
      '@angular-eslint/directive-class-suffix': 'off',
      '@angular-eslint/component-selector': ['error', element],
      '@angular-eslint/directive-selector': ['error', attribute],
      // `output<void>()` is how Angular spells an event that carries nothing.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
    },
  },
  {
    // A missing value must fail a test loudly; `!` says so in the fewest words.
    files: ['**/*.spec.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  ...rooms,
  {
    files: ['**/*.html'],
    extends: [...angular.configs.templateRecommended, ...angular.configs.templateAccessibility],
  },
);

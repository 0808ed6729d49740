import { describe, expect, it } from 'vitest';

import { RecipeOption } from '../../api/models';
import { optionValue } from './option-value';

const EPOCHS: RecipeOption = {
  name: 'epochs',
  type: 'integer',
  default: 10,
  description: '',
  minimum: 1,
  maximum: 100,
};

describe('optionValue', () => {
  it('takes the default when nothing is typed', () => {
    expect(optionValue(EPOCHS, undefined)).toEqual({ value: 10, problem: null });
    expect(optionValue(EPOCHS, ' ')).toEqual({ value: 10, problem: null });
  });

  it('reads numbers, also with a decimal comma', () => {
    expect(optionValue(EPOCHS, '12').value).toBe(12);
    expect(optionValue({ ...EPOCHS, type: 'number' }, '1,5').value).toBe(1.5);
  });

  it('says what is wrong', () => {
    expect(optionValue(EPOCHS, 'ten').problem).toBe('notANumber');
    expect(optionValue(EPOCHS, '1.5').problem).toBe('notWhole');
    expect(optionValue(EPOCHS, '0').problem).toBe('tooSmall');
    expect(optionValue(EPOCHS, '101').problem).toBe('tooLarge');
  });

  it('reads booleans', () => {
    expect(optionValue({ ...EPOCHS, type: 'boolean' }, 'true').value).toBe(true);
    expect(optionValue({ ...EPOCHS, type: 'boolean' }, 'false').value).toBe(false);
  });
});

/** Turns what was typed for a recipe's option into its value, or says what is wrong with it. */
import { RecipeOption } from '../../api/models';

export type OptionProblem = 'notANumber' | 'notWhole' | 'tooSmall' | 'tooLarge';

export interface OptionValue {
  readonly value: unknown;
  readonly problem: OptionProblem | null;
}

/** Nothing typed means the default. Booleans are typed as "true" and "false". */
export function optionValue(option: RecipeOption, text: string | undefined): OptionValue {
  if (text === undefined || text.trim() === '') return { value: option.default, problem: null };
  if (option.type === 'boolean') return { value: text === 'true', problem: null };
  const value = Number(text.trim().replace(',', '.'));
  return { value, problem: problemWith(option, value) };
}

function problemWith(option: RecipeOption, value: number): OptionProblem | null {
  if (!Number.isFinite(value)) return 'notANumber';
  if (option.type === 'integer' && !Number.isInteger(value)) return 'notWhole';
  if (typeof option.minimum === 'number' && value < option.minimum) return 'tooSmall';
  if (typeof option.maximum === 'number' && value > option.maximum) return 'tooLarge';
  return null;
}

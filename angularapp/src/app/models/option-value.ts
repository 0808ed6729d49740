/** Turns what was typed for a recipe's option into its value, or says what is wrong with it. */
import { RecipeOption } from '../api/models';

export type OptionProblem = 'notANumber' | 'notWhole' | 'tooSmall' | 'tooLarge';

export interface OptionValue {
  readonly value: unknown;
  readonly problem: OptionProblem | null;
}

/** Nothing typed means the default. Booleans are typed as "true" and "false". */
export function optionValue(option: RecipeOption, text: string | undefined): OptionValue {
  if (text === undefined || text.trim() === '') return { value: option.default, problem: null };
  if (/^bool/.test(option.type)) return { value: text === 'true', problem: null };
  if (!isNumeric(option)) return { value: text.trim(), problem: null };
  const value = Number(text.trim().replace(',', '.'));
  return { value, problem: problemWith(option, value) };
}

/** Whether the option is a number, whole or not. */
export function isNumeric({ type }: Pick<RecipeOption, 'type'>): boolean {
  return /^(int|float|number)/.test(type);
}

function problemWith(option: RecipeOption, value: number): OptionProblem | null {
  if (!Number.isFinite(value)) return 'notANumber';
  if (/^int/.test(option.type) && !Number.isInteger(value)) return 'notWhole';
  if (typeof option.minimum === 'number' && value < option.minimum) return 'tooSmall';
  if (typeof option.maximum === 'number' && value > option.maximum) return 'tooLarge';
  return null;
}

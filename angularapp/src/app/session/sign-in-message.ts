/** Which sentence a refused sign-in is answered with. */
import { Problem } from '../api/problem';

const WRONG_CREDENTIALS = ['not_authenticated', 'authentication_failed', 'permission_denied'];

/** The translation key; a wrong name and a wrong password are not told apart. */
export function signInMessageKey(problem: Problem | null): string | undefined {
  return problem && WRONG_CREDENTIALS.includes(problem.code)
    ? 'shared.problems.invalid_credentials'
    : problem?.messageKey;
}

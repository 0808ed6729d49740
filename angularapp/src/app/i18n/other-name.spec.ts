import { altNameFor } from './other-name';

describe('other names', () => {
  it('says by which other name a term was found', () => {
    const names = [{ text: 'Kawoéng Picis', lang: 'nl' as const }];
    expect(altNameFor('KAWOENG', 'Kawung', names)).toBe('Kawoéng Picis');
    expect(altNameFor('kaw', 'Kawung', names)).toBe('');
    expect(altNameFor('parang', 'Kawung', names)).toBe('');
    expect(altNameFor('x', 'Kawung', undefined)).toBe('');
  });
});

import { Place, Places } from './places';

const PLACE: Place = { scrollY: 900, link: '/artworks/1', linkTop: 80, loaded: 4 };

describe('Places', () => {
  beforeEach(() => sessionStorage.clear());

  it('are known again after a reload, the lists that were read are not', () => {
    new Places().set('a', PLACE, ['read']);
    const reloaded = new Places();
    expect(reloaded.get('a')).toEqual(PLACE);
    expect(reloaded.listOf('a')).toBeUndefined();
  });

  it('hand back a list while the tab is open', () => {
    const places = new Places();
    places.set('a', PLACE, ['read']);
    expect(places.listOf('a')).toEqual(['read']);
    expect(places.get('b')).toBeNull();
  });

  it('forget the oldest, so that a long visit does not fill the storage', () => {
    const places = new Places();
    for (let number = 0; number < 60; number++) places.set(`${number}`, PLACE, [number]);
    expect(places.get('0')).toBeNull();
    expect(places.get('59')).toEqual(PLACE);
    expect(places.listOf('50')).toBeUndefined();
    expect(places.listOf('59')).toEqual([59]);
  });

  it.each(['no json', '{"a":1}', '[["a",null]]', '[["a",{"scrollY":"far"}]]', '[7]'])(
    'start empty when the storage holds %s',
    (stored) => {
      sessionStorage.setItem('ragam.places', stored);
      expect(new Places().get('a')).toBeNull();
    },
  );
});

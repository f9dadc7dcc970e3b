import { get } from './api.js';
import { $, make } from './dom.js';
import { number, percent, t } from './texts.js';

const ROWS = 200;

// The tiles that pass the filter, for those who would rather read than look.
export class Table {
  constructor(show) {
    this.show = show;
    $('table-toggle').addEventListener('click', () => this.toggle());
  }

  get isOpen() { return !$('table').hidden; }

  toggle(open = !this.isOpen) {
    $('table').hidden = !open;
    $('table-toggle').setAttribute('aria-expanded', String(open));
    $('table-toggle').textContent = t(open ? 'tableHide' : 'table');
    document.body.classList.toggle('with-table', open);
    if (open) this.load();
  }

  async load(layer = this.layer, filter = this.filter) {
    Object.assign(this, { layer, filter });
    $('table-toggle').hidden = !layer;
    if (!layer) this.toggle(false);
    if (!layer || !this.isOpen) return;
    const query = new URLSearchParams({ limit: ROWS });
    for (const [name, value] of Object.entries(filter)) if (value) query.set(name, value);
    try {
      const { matched, tiles } = await get(`/v1/layers/${layer.id}/tiles?${query}`);
      if (layer === this.layer) this.fill(matched, tiles);
    } catch (problem) {
      $('table').replaceChildren(make('p', { class: 'bad', role: 'alert', text: t('failed', { problem: problem.message }) }));
    }
  }

  fill(matched, tiles) {
    if (!tiles.length) {
      $('table').replaceChildren(make('p', { class: 'none', text: t('tableNone') }));
      return;
    }
    const row = tile => make('tr', {}, make('td', { class: 'num', text: number(tile.id) }),
      make('td', {}, make('button', { type: 'button', class: 'link', text: tile.caption, onclick: () => this.show(tile) }), tile.corrected ? make('span', { class: 'tag', text: t('corrected') }) : null),
      make('td', { class: 'num', text: tile.confidence === undefined ? '–' : percent(tile.confidence) }), make('td', { text: tile.attributes.join(', ') }));
    $('table').replaceChildren(
      make('table', {}, make('thead', {}, make('tr', {}, ...['#', t('tableCaption'), t('tableConfidence'), t('tableAttributes')].map(text => make('th', { scope: 'col', text })))),
        make('tbody', {}, ...tiles.map(row))),
      matched > tiles.length ? make('p', { class: 'facts', text: t('tableMore', { shown: number(tiles.length), matched: number(matched) }) }) : '');
  }
}

import { $, make, say } from './dom.js';
import { t } from './texts.js';

const MOST = 6, PART = /[^\s.,;:!?()"]+$/;

// Suggests words for the one that is being typed, in any of the text boxes that are handed to attach().
export class Words {
  constructor() { this.all = []; this.box = null; this.found = []; this.chosen = -1; }

  learn(captions) {
    const fresh = captions.flatMap(caption => caption.toLowerCase().split(/[\s.,;:!?()"]+/)).filter(word => word.length > 1 && !this.all.includes(word));
    this.all.unshift(...new Set(fresh));
  }

  attach(box) {
    box.setAttribute('aria-autocomplete', 'list');
    box.setAttribute('aria-controls', 'words');
    box.addEventListener('input', () => this.look(box));
    box.addEventListener('blur', () => setTimeout(() => { if (document.activeElement !== this.box) this.close(); }, 150));
  }

  get isOpen() { return this.found.length > 0; }

  look(box) {
    this.close();
    const before = box.value.slice(0, box.selectionStart), part = PART.exec(before)?.[0].toLowerCase() ?? '';
    if (!part || /\S/.test(box.value[box.selectionStart] ?? ' ')) return;
    this.found = this.all.filter(word => word.startsWith(part) && word !== part).slice(0, MOST);
    if (!this.found.length) return;
    this.box = box;
    box.closest('label').after($('words'));
    $('words').replaceChildren(...this.found.map((word, i) => make('li', { id: `word-${i}`, role: 'option', 'aria-selected': 'false', text: word,
      onmousedown: event => { event.preventDefault(); this.take(i); } })));
    $('words').hidden = false;
    say(t('labelFound', { count: this.found.length, first: this.found[0] }));
  }

  // Keys while suggestions are shown; true where the key was for them.
  key(event) {
    if (!this.isOpen) return false;
    if (event.key === 'ArrowDown') this.choose((this.chosen + 1) % this.found.length);
    else if (event.key === 'ArrowUp') this.choose((this.chosen + this.found.length - (this.chosen < 0 ? 0 : 1)) % this.found.length);
    else if (event.key === 'Enter' && this.chosen >= 0) this.take(this.chosen);
    else if (event.key === 'Escape') this.close();
    else return false;
    event.preventDefault();
    return true;
  }

  choose(number) {
    this.chosen = number;
    for (const [i, item] of [...$('words').children].entries()) item.setAttribute('aria-selected', String(i === number));
    this.box.setAttribute('aria-activedescendant', `word-${number}`);
  }

  take(number) {
    const { box } = this, at = box.selectionStart, before = box.value.slice(0, at).replace(PART, this.found[number] + ' ');
    box.value = before + box.value.slice(at).replace(/^ /, '');
    box.setSelectionRange(before.length, before.length);
    this.close();
    box.focus();
    box.dispatchEvent(new Event('change'));
  }

  close() {
    this.box?.removeAttribute('aria-activedescendant');
    this.found = [];
    this.chosen = -1;
    $('words').hidden = true;
    $('captions').after($('words'));   // not among the text boxes, which are made anew for each picture
  }
}

import { get } from './api.js';
import { $, note, say } from './dom.js';
import { number, percent, t } from './texts.js';

/* global ol */
const SQUARE = 256, MOST_TILES = 6000, LABEL_PIXELS = 150;
export const CLASSES = [[0, '#b4532a', '0 – 20 %'], [0.2, '#cf8a2e', '20 – 40 %'], [0.4, '#a9a13c', '40 – 60 %'], [0.6, '#3f9a86', '60 – 80 %'], [0.8, '#0e6e78', '80 – 100 %']];
export const UNKNOWN = '#7b8794';

export const colorOf = confidence => confidence === undefined || confidence === null ? UNKNOWN : CLASSES.findLast(([from]) => confidence >= from)[1];

// The raster in its own plane: x is the column, y the row below zero. Nothing is warped, whatever its place on Earth.
export class RasterMap {
  constructor(selected, moved) {
    this.selected = selected;
    this.moved = moved;
    this.filter = { q: '', attribute: '', minConfidence: 0 };
    this.view = 'auto';
    this.styles = new Map();
    this.source = new ol.source.Vector();
    this.tiles = new ol.layer.Vector({ source: this.source, style: feature => this.styleOf(feature), declutter: true });
    this.picture = new ol.layer.Tile({ preload: 1 });
    this.map = new ol.Map({
      target: 'map', layers: [this.picture, this.tiles], keyboardEventTarget: $('map'),
      controls: [new ol.control.Zoom({ zoomInTipLabel: 'Zoom in', zoomOutTipLabel: 'Zoom out' })],
    });
    this.map.on('moveend', () => { this.load(); this.moved(); });
    this.map.on('singleclick', event => {
      const feature = this.at(event.pixel);
      if (feature?.get('kind') === 'tile') { this.select(feature.getId()); this.makeRoom(feature.get('box')); }
      else if (feature) this.zoomTo(feature);
      else this.select(null);
    });
    this.map.on('pointermove', event => this.hover(event));
    $('map').addEventListener('pointerleave', () => { $('tip').hidden = true; });
    $('map').addEventListener('keydown', event => this.key(event), true);
  }

  async open(layer, place) {
    this.map.updateSize();
    this.layer = layer;
    this.source.clear();
    this.chosen = null;
    const extent = [0, -layer.height, layer.width, 0];
    const levels = Math.max(0, Math.ceil(Math.log2(Math.max(layer.width, layer.height) / SQUARE)));
    const resolutions = Array.from({ length: levels + 1 }, (_, z) => 2 ** (levels - z));
    const projection = new ol.proj.Projection({ code: `raster-${layer.id}`, units: 'pixels', extent });
    this.picture.setSource(new ol.source.TileImage({
      projection, tileGrid: new ol.tilegrid.TileGrid({ extent, origin: [0, 0], resolutions, tileSize: SQUARE }), transition: 120,
      tileUrlFunction: ([z, x, y]) => `/v1/layers/${layer.id}/picture/${levels - z}/${x}/${y}`,
    }));
    const room = Math.max(layer.width, layer.height) * 0.3;
    this.map.setView(new ol.View({
      projection, extent: [-room, -layer.height - room, layer.width + room, room], showFullExtent: true,
      minResolution: 0.125, maxResolution: 2 ** (levels + 1), constrainRotation: true,
    }));
    if (place) {
      this.map.getView().setCenter(place.center);
      this.map.getView().setResolution(place.resolution);
    } else {
      this.fit();
    }
    $('map').setAttribute('aria-label', `${t('mapLabel')}: ${layer.name}`);
  }

  close() {
    this.layer = null;
    this.source.clear();
    this.picture.setSource(null);
  }

  fit() { this.map.getView().fit([0, -this.layer.height, this.layer.width, 0], { padding: [28, 28, 64, 28] }); }

  place() {
    const view = this.map.getView();
    return this.layer && view.getCenter() ? { center: view.getCenter().map(value => Math.round(value * 10) / 10), resolution: view.getResolution() } : null;
  }

  setFilter(filter) { Object.assign(this.filter, filter); this.load(true); }

  setView(view) { this.view = view; this.load(true); }

  isFiltered() { return this.filter.q !== '' || this.filter.attribute !== '' || this.filter.minConfidence > 0; }

  // Tiles where the view has few enough of them, else regions; the newest question counts.
  async load(force = false) {
    const layer = this.layer, view = this.map.getView();
    if (!layer || !view.getCenter()) return;
    const [left, bottom, right, top] = ol.extent.getIntersection(view.calculateExtent(), [0, -layer.height, layer.width, 0]);
    const expected = Math.max(0, right - left) * Math.max(0, top - bottom) / (layer.width * layer.height) * layer.tiles;
    const kind = this.view === 'none' ? 'none' : this.view === 'auto' ? (expected <= MOST_TILES || this.isFiltered() ? 'tile' : 'region') : this.view === 'tiles' ? 'tile' : 'region';
    const isWithin = this.loaded && this.loaded.layer === layer.id && this.loaded.kind === kind && kind !== 'none'
      && ol.extent.containsExtent(this.loaded.extent, [left, bottom, right, top]);
    if (isWithin && !force) { this.tiles.changed(); return; }
    this.question?.abort();
    const question = this.question = new AbortController();
    const margin = 0.25 * Math.max(right - left, top - bottom);
    const box = [Math.max(0, left - margin), Math.max(0, -top - margin), Math.min(layer.width, right + margin), Math.min(layer.height, -bottom + margin)];
    try {
      const features = kind === 'none' || box[0] >= box[2] || box[1] >= box[3] ? [] : kind === 'tile' ? await this.readTiles(layer, box, question.signal) : await this.readRegions(layer, question.signal);
      if (question.signal.aborted || layer !== this.layer) return;
      this.loaded = { layer: layer.id, kind, extent: kind === 'region' ? [0, -layer.height, layer.width, 0] : [box[0], -box[3], box[2], -box[1]] };
      this.source.clear(true);
      this.source.addFeatures(features);
    } catch (problem) {
      if (problem.name !== 'AbortError') note(t('failed', { problem: problem.message }));
    }
  }

  async readTiles(layer, box, signal) {
    const query = new URLSearchParams({ box: box.map(Math.round).join(','), limit: MOST_TILES });
    if (this.filter.q) query.set('q', this.filter.q);
    if (this.filter.attribute) query.set('attribute', this.filter.attribute);
    if (this.filter.minConfidence) query.set('minConfidence', this.filter.minConfidence);
    const { matched, tiles } = await get(`/v1/layers/${layer.id}/tiles?${query}`, { signal });
    if (matched > tiles.length) note(t('tooMany', { shown: number(tiles.length), matched: number(matched) }));
    return tiles.map(tile => featureOf(tile.id, 'tile', [[[tile.box[0], -tile.box[1]], [tile.box[0], -tile.box[3]], [tile.box[2], -tile.box[3]], [tile.box[2], -tile.box[1]]]],
      { caption: tile.caption, confidence: tile.confidence, corrected: tile.corrected, box: tile.box, doubt: tile.outOfDomain }));
  }

  async readRegions(layer, signal) {
    const regions = await get(`/v1/layers/${layer.id}/regions?limit=5000`, { signal });
    return regions.map(region => featureOf(`r${region.id}`, 'region', region.rings.map(ring => ring.map(([x, y]) => [x, -y])),
      { caption: region.caption, confidence: region.confidence, color: region.color, count: region.tiles }));
  }

  styleOf(feature) {
    const kind = feature.get('kind'), isChosen = feature.getId() === this.chosen, isPointed = feature === this.pointed;
    const resolution = this.map.getView().getResolution();
    const box = feature.get('box'), width = box ? (box[2] - box[0]) / resolution : 0;
    const label = kind === 'tile' && width > LABEL_PIXELS ? feature.get('caption') : '';
    const color = kind === 'tile' ? colorOf(feature.get('confidence')) : feature.get('color');
    const key = `${kind} ${color} ${isChosen} ${isPointed} ${feature.get('corrected') ?? ''}`;
    let style = this.styles.get(key);
    if (!style) {
      const alpha = isChosen ? '12' : isPointed ? '22' : kind === 'tile' ? '3d' : '78';
      style = new ol.style.Style({
        fill: new ol.style.Fill({ color: color + alpha }), zIndex: isChosen ? 3 : isPointed ? 2 : 1,
        stroke: new ol.style.Stroke({ color: isChosen ? '#ffffff' : isPointed ? '#ffffff' : color + 'd0', width: isChosen ? 4 : isPointed ? 2.5 : 1 }),
      });
      this.styles.set(key, style);
    }
    const styles = isChosen ? [style, CHOSEN] : [style];
    if (label) {
      styles.push(new ol.style.Style({ text: new ol.style.Text({
        text: wrapped(label, Math.max(12, Math.floor(width / 7.2))), font: '500 12.5px "Inter", system-ui, sans-serif', overflow: true,
        fill: new ol.style.Fill({ color: '#ffffff' }), backgroundFill: new ol.style.Fill({ color: 'rgba(13, 27, 36, .72)' }), padding: [4, 7, 3, 7],
      }) }));
    }
    return styles;
  }

  at(pixel) { return this.map.forEachFeatureAtPixel(pixel, feature => feature, { layerFilter: layer => layer === this.tiles }); }

  hover(event) {
    const tip = $('tip');
    const feature = event.dragging ? null : this.at(event.pixel);
    if (feature !== this.pointed) {
      [this.pointed, feature].forEach(one => one?.changed());
      this.pointed = feature;
      this.tiles.changed();
    }
    $('map').classList.toggle('pointing', Boolean(feature));
    tip.hidden = !feature;
    if (!feature) return;
    const confidence = feature.get('confidence');
    tip.textContent = feature.get('caption') + (confidence === undefined || confidence === null ? '' : ` · ${percent(confidence)}`) + (feature.get('count') ? ` · ${t('tileCount', { count: number(feature.get('count')) })}` : '');
    const [x, y] = event.pixel, right = $('map').clientWidth;
    tip.style.left = `${Math.min(x + 14, Math.max(8, right - tip.offsetWidth - 10))}px`;
    tip.style.top = `${y + 18}px`;
  }

  select(id, tell = true) {
    this.chosen = id;
    $('tip').hidden = true;
    this.tiles.changed();
    if (tell) this.selected(id);
  }

  // On a narrow screen the card covers the lower half.
  makeRoom(box) {
    if (!matchMedia('(max-width: 760px)').matches) return;
    const view = this.map.getView(), height = $('map').clientHeight * view.getResolution();
    view.animate({ center: [(box[0] + box[2]) / 2, -(box[1] + box[3]) / 2 - 0.2 * height], duration: reduced() ? 0 : 200 });
  }

  // A tile may lie outside of what is loaded: the view goes there.
  show(tile) {
    const [left, top, right, bottom] = tile.box, view = this.map.getView(), extent = [left, -bottom, right, -top];
    if (!ol.extent.containsExtent(view.calculateExtent(), extent) || (right - left) / view.getResolution() < 40) {
      view.fit(extent, { maxZoom: 40, padding: [90, 90, 90, 90], minResolution: Math.max(0.25, (right - left) / 260), duration: reduced() ? 0 : 260 });
    }
    this.select(tile.id);
    this.makeRoom(tile.box);
  }

  zoomTo(feature) {
    this.map.getView().fit(feature.getGeometry(), { padding: [60, 60, 60, 60], duration: reduced() ? 0 : 260 });
  }

  key(event) {
    const features = this.source.getFeatures().filter(feature => feature.get('kind') === 'tile');
    const chosen = this.chosen === null ? null : features.find(feature => feature.getId() === this.chosen);
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    let next = null;
    if (event.key === 'Escape' && this.chosen !== null) {
      this.select(null);
      event.stopPropagation();
      return;
    }
    if (event.key === 'Enter' && !chosen) {
      const [x, y] = this.map.getView().getCenter();
      next = nearest(features, feature => { const [cx, cy] = middle(feature); return (cx - x) ** 2 + (cy - y) ** 2; });
    } else if (step && chosen) {
      const [x, y] = middle(chosen);
      next = nearest(features, feature => {
        const [cx, cy] = middle(feature), along = (cx - x) * step[0] - (cy - y) * step[1], across = Math.abs((cx - x) * step[1]) + Math.abs((cy - y) * step[0]);
        return along > 1 ? along + 3 * across : Infinity;
      });
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (!next) return;
    say(next.get('caption'));
    this.show({ id: next.getId(), box: next.get('box') });
  }
}

const CHOSEN = new ol.style.Style({ zIndex: 4, stroke: new ol.style.Stroke({ color: '#0c8f98', width: 2 }) });

const reduced = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

const middle = feature => ol.extent.getCenter(feature.getGeometry().getExtent());

function nearest(features, distance) {
  let best = null, least = Infinity;
  for (const feature of features) {
    const value = distance(feature);
    if (value < least) { best = feature; least = value; }
  }
  return best;
}

function featureOf(id, kind, rings, values) {
  const feature = new ol.Feature({ geometry: new ol.geom.Polygon(rings.map(ring => [...ring, ring[0]])), kind, ...values });
  feature.setId(id);
  return feature;
}

function wrapped(text, width) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines.slice(0, 4).join('\n');
}

// Words of the page that differ too little in brightness from what they stand on (WCAG 2: 4.5 to 1).
() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = text => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = '#000'; canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = c => { const [r, g, b] = c.map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const under = e => { for (let p = e; p; p = p.parentElement) { const c = rgba(getComputedStyle(p).backgroundColor); if (c[3] > 250) return c; if (c[3] > 0) return null; } return [255, 255, 255, 255]; };
  const poor = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || e.closest('svg, .unseen, script, .image, .skip, label:has(:disabled)') || !e.checkVisibility()) continue;
    const back = under(e), front = rgba(getComputedStyle(e).color);
    if (!back) continue;
    const [a, b] = [light(front.slice(0, 3)), light(back.slice(0, 3))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) poor.add(ratio.toFixed(2) + ' ' + (e.className || e.tagName) + ': ' + walker.currentNode.data.trim().slice(0, 30));
  }
  const tile = document.querySelector('a.tile');
  for (let shade = 1; tile && shade <= 5; shade++) {
    tile.setAttribute('class', 'tile shade-' + shade);
    const [a, b] = ['text', 'rect'].map(part => light(rgba(getComputedStyle(tile.querySelector(part)).fill).slice(0, 3))).sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) poor.add('tile ' + shade + ' ' + ((a + .05) / (b + .05)).toFixed(2));
  }
  return [...poor];
}

// What is wrong with the page for a screen reader: names that are missing or there twice, headings that jump.
() => {
  const wrong = [], ids = new Set();
  for (const e of document.querySelectorAll('[id]')) { if (ids.has(e.id)) wrong.push('twice ' + e.id); ids.add(e.id); }
  for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea')) if (!e.labels.length && !e.ariaLabel) wrong.push('no label ' + e.outerHTML);
  for (const e of document.querySelectorAll('img')) if (!e.hasAttribute('alt')) wrong.push('no alt ' + e.src);
  for (const e of document.querySelectorAll('a, button, summary, [role=button]'))
    if (!(e.textContent.trim() || e.ariaLabel || e.closest('[aria-hidden=true]'))) wrong.push('no name ' + e.outerHTML.slice(0, 120));
  for (const e of document.querySelectorAll('th')) if (!e.scope && !e.closest('.rows-and-columns')) wrong.push('no scope ' + e.textContent);
  for (const name of ['main', 'header', 'nav', 'footer', 'h1']) if (document.querySelectorAll('body ' + name).length < 1) wrong.push('no ' + name);
  const levels = [...document.querySelectorAll('h1, h2, h3')].map(e => +e.tagName[1]);
  levels.forEach((level, at) => { if (at && level > levels[at - 1] + 1) wrong.push('jump to h' + level); });
  return wrong;
}

'use strict';

const number = new Intl.NumberFormat('en');

/** Folds what would push the list off a small screen. */
function foldOnSmallScreens() {
  if (!matchMedia('(min-width: 768px)').matches) {
    document.querySelectorAll('details[data-fold="true"]').forEach((part) => part.open = false);
  }
}

/** Says on the button how many books it is about, and ticks pages and ranges. */
function bulkForm(form) {
  const boxes = [...form.querySelectorAll('[data-tick]')];
  const all = form.querySelector('[data-tick-all]');
  const button = form.querySelector('[data-update]');
  if (!button) {
    return;
  }
  let last = null;

  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    const scope = form.elements.scope.value;
    const count = scope === 'MATCHING' ? Number(form.dataset.matching) : ticked;
    form.querySelector('[data-ticked]').textContent = ticked === 0 ? 'ones' : number.format(ticked);
    button.textContent = scope === '' ? 'Update books'
      : `Update ${number.format(count)} ${count === 1 ? 'book' : 'books'}`;
    button.disabled = scope !== '' && count === 0;
    if (all) {
      all.disabled = false;
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
  };

  const tick = (changed) => {
    changed();
    form.elements.scope.value = boxes.some((box) => box.checked) ? 'TICKED' : 'MATCHING';
    show();
  };

  all?.addEventListener('change', () => tick(() => boxes.forEach((box) => box.checked = all.checked)));
  boxes.forEach((box, index) => box.addEventListener('click', (event) => tick(() => {
    if (event.shiftKey && last !== null) {
      boxes.slice(Math.min(last, index), Math.max(last, index) + 1)
        .forEach((between) => between.checked = box.checked);
    }
    last = index;
  })));
  form.addEventListener('change', show);
  show();
}

/**
 * Keeps a region as the server has it now: at every event of its stream, and by asking again and
 * again where there is no stream. A hidden tab does neither.
 */
function liveRegion(region) {
  const every = Number(region.dataset.every);
  const announce = document.querySelector('[data-announce]');
  let stream = null;
  let streaming = false;
  let busy = false;
  let again = false;
  let announced = region.querySelector('[data-state]')?.textContent;

  const ended = () => region.querySelector('[data-ended]') !== null;

  async function refresh() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const answer = await fetch(region.dataset.live, {headers: {Accept: 'text/html'}});
      if (answer.ok && !answer.redirected) {
        region.innerHTML = await answer.text();
        afterwards();
      }
    } catch {
      // The next look tries again.
    } finally {
      busy = false;
    }
    if (again) {
      again = false;
      setTimeout(refresh, 200);
    }
  }

  function afterwards() {
    const state = region.querySelector('[data-state]')?.textContent;
    if (announce && state !== announced) {
      announce.textContent = state;
      announced = state;
    }
    if (ended()) {
      close();
      document.querySelectorAll('[data-until-ended]').forEach((part) => part.remove());
    }
  }

  function open() {
    if (!region.dataset.events || ended() || document.hidden || stream) {
      return;
    }
    stream = new EventSource(region.dataset.events);
    stream.addEventListener('open', () => streaming = true);
    stream.addEventListener('progress', (event) => {
      said(JSON.parse(event.data).message);
      refresh();
    });
    stream.addEventListener('status', refresh);
    stream.addEventListener('error', () => {
      streaming = false;
      if (stream?.readyState === EventSource.CLOSED) {
        close();
      }
      refresh();
    });
  }

  function close() {
    stream?.close();
    stream = null;
    streaming = false;
  }

  open();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      close();
    } else {
      refresh();
      open();
    }
  });
  setInterval(() => {
    if (!document.hidden && !streaming && !(region.dataset.events && ended())) {
      refresh();
    }
  }, every);
}

/** Keeps the last few messages of a task in sight, the newest first. */
function said(message) {
  const list = document.querySelector('[data-said] ol');
  if (!message || !list || list.firstElementChild?.textContent === message) {
    return;
  }
  const item = document.createElement('li');
  item.textContent = message;
  list.prepend(item);
  while (list.childElementCount > 6) {
    list.lastElementChild.remove();
  }
  list.parentElement.hidden = false;
}

foldOnSmallScreens();
document.querySelectorAll('#bulk').forEach(bulkForm);
document.querySelectorAll('[data-live]').forEach(liveRegion);

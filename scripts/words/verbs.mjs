/** Forms that no rule gives. */
const AUXILIARIES = 'is are was were has have can cannot may must does do goes';

/** Verbs as test names use them. Add one that is missing. */
const VERBS = `
  accept add admit agree allow answer apply arrive ask assert attempt average
  become backfill begin believe belong block break bring build cache call cause
  change check choose clear close collect collide combine come compare compile complete compute
  connect contain continue convert copy cost count create decide decline decode default
  define delete deliver deny depend describe detect differ disable discard display
  double drop emit encode end equal escape evaluate exceed exclude exit expand expect
  explain export expose extend fail fake fall fill filter find finish fit follow
  forget format forward free gain get give grant grow guard hang happen harm have help
  hide hold identify ignore import include increase indicate inherit inject install interrupt join
  keep know last lead leave let limit list listen load lock log look lose make
  map mark match mean measure meet miss mix model move name need note observe
  occur offer omit open override parse pass pause permit pin play point poll
  prefer prevent print promise propagate protect prove publish put raise reach
  read receive recognise recognize recommend record recover redirect redact reduce refer
  reflect refuse register reject release rely remain remember remove render repeat
  replace report request require reset resolve respond restart restore return
  reuse rise rotate round run sample say scrape see select send separate serve set
  settle share shorten show shrink shut skip sort split stand start state stay
  stop store stringify strip subscribe subtract succeed survive take tell throw
  time track travel treat trigger truncate try turn understand undo unpublish
  update use validate vary visit wait walk want warn watch win work wrap write
  yield
`;

const known = new Set(`${AUXILIARIES} ${VERBS}`.trim().split(/\s+/));

/**
 * True for a form of a known verb in the present.
 *
 * @param {string} word
 */
export function isVerb(word) {
  const lower = word.toLowerCase();
  return [
    lower,
    lower.replace(/s$/, ''),
    lower.replace(/es$/, ''),
    lower.replace(/ies$/, 'y'),
  ].some((form) => known.has(form));
}

const MAX_FIELDS = 1000;
const MAX_DEPTH = 20;
const MAX_LONG = 2n ** 63n - 1n;

// What an index that detects dates takes for one, numbers apart:
// strict_date_optional_time and yyyy/MM/dd HH:mm:ss.
const DATE =
  /^\d{4}-\d\d(?:-\d\d(?:T(?:\d\d(?::\d\d(?::\d\d(?:[.,]\d{1,9})?)?)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?)?$|^\d{4}\/\d\d\/\d\d(?: \d\d:\d\d:\d\d)?$/;

/**
 * What an index of Elasticsearch would refuse of events, and which values it
 * would keep as others than were sent. A field has to be of one kind in all
 * events, so that it does not matter which of them comes first.
 */
export class ElasticsearchIndex {
  #complaints = new Set();
  #mappings;
  /** By path, the kind of each field. */
  #kinds = new Map();
  /** By path, the type that a field has been given that was not declared. */
  #dynamic = new Map();

  /** @param mappings those of the index template */
  constructor(mappings) {
    this.#mappings = mappings;
  }

  get complaints() {
    return [...this.#complaints];
  }

  add(event) {
    this.#addMembers(event, []);
    if (this.#kinds.size > MAX_FIELDS) {
      this.#complain([], `there are ${this.#kinds.size} fields`);
    }
  }

  /** Whether there is a field or an object of the name. */
  has(name) {
    return this.#kinds.has(name);
  }

  /** A dot in a key is as good as an object. */
  #addMembers(object, path) {
    for (const [key, value] of Object.entries(object)) {
      const parts = key.split('.');
      if (parts.includes('')) {
        this.#complain([...path, key], 'has an empty name');
      }
      for (let i = 1; i < parts.length; i++) {
        this.#isOfKind('object', [...path, ...parts.slice(0, i)]);
      }
      this.#addValue(value, [...path, ...parts]);
    }
  }

  #addValue(value, path) {
    if (Array.isArray(value)) {
      value.forEach((element) => this.#addValue(element, path));
    } else if (value !== null) {
      const kind = kindOf(value);
      this.#isOfKind(kind, path);
      if (kind === 'object') {
        this.#addMembers(value, path);
      } else if (kind === 'number') {
        this.#holds(value, path);
      }
    }
  }

  #isOfKind(kind, path) {
    const name = path.join('.');
    const first = this.#kinds.get(name) ?? kind;
    if (first !== kind) {
      this.#complain(path, `is ${first} and ${kind}`);
    }
    if (path.length > MAX_DEPTH) {
      this.#complain(path, 'is too deep');
    }
    this.#kinds.set(name, first);
  }

  /** Complains of a number that is another one in the type of its field. */
  #holds(number, path) {
    const type = this.#typeOf(number, path);
    if (!canHold(type, number)) {
      this.#complain(path, `is ${type}, which cannot hold ${number}`);
    }
  }

  #typeOf(number, path) {
    const declared = path.reduce(
      (field, part) => field?.properties?.[part],
      this.#mappings,
    );
    const name = path.join('.');
    const type = declared?.type ?? this.#dynamic.get(name);
    if (type !== undefined) {
      return type;
    }
    // From here on the field is what it is now.
    const detected = typeof number === 'bigint' ? 'long' : 'double';
    const template = this.#mappings.dynamic_templates
      .flatMap(Object.values)
      .find((template) => matches(template, name, detected));
    const given =
      template?.mapping.type ?? (detected === 'long' ? 'long' : 'float');
    this.#dynamic.set(name, given);
    return given;
  }

  #complain(path, text) {
    this.#complaints.add(`${path.join('.')} ${text}`);
  }
}

function kindOf(value) {
  if (typeof value === 'string') {
    return DATE.test(value) ? 'date' : 'string';
  }
  return typeof value === 'bigint' ? 'number' : typeof value;
}

function matches({ path_match, match_mapping_type }, name, detected) {
  return (
    (match_mapping_type === undefined ||
      match_mapping_type === '*' ||
      match_mapping_type === detected) &&
    (path_match === undefined || isLike(path_match, name))
  );
}

/** Whether a name is like a pattern, in which a star is any text. */
function isLike(pattern, name) {
  const [start, ...rest] = pattern.split('*');
  const end = rest.at(-1);
  return rest.length === 1
    ? name.startsWith(start) && name.endsWith(end)
    : name === start;
}

function canHold(type, number) {
  switch (type) {
    case 'double':
      return Number.isFinite(Number(number));
    case 'float':
      // A fraction is rounded in any type.
      return !isWhole(number) || Math.fround(Number(number)) === Number(number);
    case 'long':
      return isWhole(number) && BigInt(number) <= MAX_LONG;
    default:
      return false;
  }
}

function isWhole(number) {
  return typeof number === 'bigint' || Number.isInteger(number);
}

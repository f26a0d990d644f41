#include "plain_scanner.hpp"

namespace dyad::log {
namespace {

// `NAME":` as words to compare at once.
struct Key {
  std::array<std::uint64_t, 3> words{};
  std::array<std::uint64_t, 3> masks{};
  std::size_t size = 0;
};

constexpr Key make_key(std::string_view name) {
  Key key;
  key.size = name.size() + 2;
  for (std::size_t i = 0; i < key.size; ++i) {
    const char c = i < name.size() ? name[i] : i == name.size() ? '"' : ':';
    const auto byte = static_cast<unsigned char>(c);
    key.words[i / 8] |= std::uint64_t{byte} << (8 * (i % 8));
    key.masks[i / 8] |= std::uint64_t{0xFF} << (8 * (i % 8));
  }
  return key;
}

constexpr std::array<Key, kSlots> kKeys = [] {
  std::array<Key, kSlots> keys{};
  for (std::size_t i = 0; i < kSlots; ++i) keys[i] = make_key(kMemberRules[i].name);
  return keys;
}();
static_assert([] {
  for (const Key& key : kKeys) {
    if (key.size > 24) return false;
  }
  return true;
}());

bool skip_value(PlainCursor& cursor) {
  std::string_view text;
  std::int64_t number = 0;
  std::uint64_t truth = 0;
  switch (cursor.peek()) {
    case '"':
      return cursor.text(text);
    case 'n':
      return cursor.take_word("null");
    case 't':
    case 'f':
      return cursor.boolean(truth);
    default:
      return cursor.integer(number);
  }
}

// `"NAME":` of a nested object, by the name's index.
std::optional<std::size_t> key_in(PlainCursor& cursor, const NameTable& table) {
  std::string_view name;
  if (!cursor.text(name) || !cursor.take(':')) return std::nullopt;
  return table.find(name);
}

}  // namespace

bool PlainScanner::scan(std::string_view line, Members& members) {
  if constexpr (std::endian::native != std::endian::little) return false;
  PlainCursor cursor(line);
  members.present.reset();
  if (!cursor.take('{')) return false;
  Slot before = Slot::crc;  // nothing follows it
  do {
    Slot& likely = after_[slot_index(before)];
    const Key& key = kKeys[slot_index(likely)];
    if (!cursor.take_key(key.words, key.masks, key.size)) {
      std::string_view name;
      if (!cursor.text(name) || !cursor.take(':')) return false;
      const auto slot = slot_of(name);
      if (!slot) {
        if (!skip_value(cursor)) return false;
        continue;
      }
      likely = *slot;
    }
    const Slot slot = likely;
    members.present.set(slot_index(slot));
    if (!value(cursor, slot, members)) return false;
    before = slot;
  } while (cursor.take(','));
  return cursor.take('}') && cursor.at_end();
}

inline bool PlainScanner::value(PlainCursor& cursor, Slot slot,
                                Members& members) const {
  const std::size_t i = slot_index(slot);
  switch (kMemberRules[i].type) {
    case JsonType::integer:
      return cursor.integer(members.integers[i]);
    case JsonType::natural:
      return cursor.natural(members.naturals[i]);
    case JsonType::text:
      return cursor.text(members.texts[i]);
    case JsonType::boolean:
      return cursor.boolean(members.naturals[i]);
    case JsonType::nested:
      return nested(cursor, slot, members);
  }
  return false;
}

bool PlainScanner::nested(PlainCursor& cursor, Slot slot, Members& members) const {
  if (!cursor.take('{')) return false;
  if (slot == Slot::latency_us) {
    members.latency.fill(std::nullopt);
  } else if (slot == Slot::conditions) {
    members.levels.fill(kNoLevel);
  } else {
    members.choices.fill(kNoChoice);
  }
  do {
    const bool taken = slot == Slot::latency_us   ? one_latency(cursor, members)
                       : slot == Slot::conditions ? one_condition(cursor, members)
                                                  : one_choice(cursor, members);
    if (!taken) return false;
  } while (cursor.take(','));
  return cursor.take('}');
}

bool PlainScanner::one_latency(PlainCursor& cursor, Members& members) const {
  const auto subject = key_in(cursor, names_->subjects);
  if (!subject) return false;
  if (cursor.peek() == 'n') return cursor.take_word("null");
  std::int64_t us = 0;
  if (!cursor.integer(us)) return false;
  members.latency[*subject] = Duration::from_us(us);
  return true;
}

bool PlainScanner::one_condition(PlainCursor& cursor, Members& members) const {
  const auto factor = key_in(cursor, names_->factors);
  std::string_view name;
  if (!factor || !cursor.text(name)) return false;
  const auto level = names_->levels[*factor].find(name);
  if (!level) return false;
  members.levels[*factor] = static_cast<LevelIndex>(*level);
  return true;
}

bool PlainScanner::one_choice(PlainCursor& cursor, Members& members) const {
  const auto subject = key_in(cursor, names_->subjects);
  if (!subject) return false;
  if (cursor.peek() == 'n') return cursor.take_word("null");
  std::string_view name;
  if (!cursor.text(name)) return false;
  const auto choice = names_->choices.find(name);
  if (!choice) return false;
  members.choices[*subject] = static_cast<ChoiceIndex>(*choice);
  return true;
}

}  // namespace dyad::log

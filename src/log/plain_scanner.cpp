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
      return slot == Slot::latency_us && latency(cursor, members);
  }
  return false;
}

bool PlainScanner::latency(PlainCursor& cursor, Members& members) const {
  members.latency.fill(std::nullopt);
  if (!cursor.take('{')) return false;
  do {
    if (!one_latency(cursor, members)) return false;
  } while (cursor.take(','));
  return cursor.take('}');
}

bool PlainScanner::one_latency(PlainCursor& cursor, Members& members) const {
  std::string_view name;
  if (!cursor.text(name) || !cursor.take(':')) return false;
  const auto subject = names_->subjects.find(name);
  if (!subject) return false;
  if (cursor.peek() == 'n') return cursor.take_word("null");
  std::int64_t us = 0;
  if (!cursor.integer(us)) return false;
  members.latency[*subject] = Duration::from_us(us);
  return true;
}

}  // namespace dyad::log

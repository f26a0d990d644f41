#include "members.hpp"

namespace dyad::log {
namespace {

constexpr std::size_t kBuckets = 128;
constexpr std::uint8_t kNone = 0xFF;

// Made so that no two member names meet; checked when compiled.
constexpr std::size_t bucket_of(std::string_view name) {
  const auto first = static_cast<unsigned char>(name.front());
  const auto middle = static_cast<unsigned char>(name[name.size() / 2]);
  const auto last = static_cast<unsigned char>(name.back());
  return (name.size() + first * 11U + middle * 5U + last * 4U) % kBuckets;
}

constexpr bool no_two_meet() {
  for (std::size_t i = 0; i < kSlots; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (bucket_of(kMemberRules[i].name) == bucket_of(kMemberRules[j].name))
        return false;
    }
  }
  return true;
}
static_assert(no_two_meet(), "choose other factors in bucket_of");

constexpr std::array<std::uint8_t, kBuckets> make_buckets() {
  std::array<std::uint8_t, kBuckets> buckets{};
  buckets.fill(kNone);
  for (std::size_t i = 0; i < kSlots; ++i) {
    buckets[bucket_of(kMemberRules[i].name)] = static_cast<std::uint8_t>(i);
  }
  return buckets;
}
constexpr std::array<std::uint8_t, kBuckets> kSlotIn = make_buckets();

}  // namespace

std::optional<Slot> slot_of(std::string_view name) {
  if (name.empty()) return std::nullopt;
  const std::uint8_t slot = kSlotIn[bucket_of(name)];
  if (slot == kNone || kMemberRules[slot].name != name) return std::nullopt;
  return static_cast<Slot>(slot);
}

}  // namespace dyad::log

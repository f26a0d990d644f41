#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"
#include "dyad/log/format.hpp"
#include "dyad/log/record.hpp"

namespace dyad::log {

// The members a record may have, each with the one JSON type it has everywhere.
enum class Slot : std::uint8_t {
  seq,
  t,
  type,
  kind,
  device,
  source_seq,
  channel,
  active,
  reconciled,
  uncertainty_us,
  action,
  trial,
  note,
  first,
  closes_at_us,
  subject,
  role,
  dt_us,
  dt_uncertainty_us,
  outcome,
  latency_us,
  ambiguous,
  reason,
  until_us,
  block,
  conditions,
  target,
  catch_trial,
  choice,
  choices,
  token,
  duration_us,
  volume_nl,
  status,
  boot,
  sent_us,
  ticks,
  verdict,
  first_us,
  count,
  message,
  channels,
  crc
};
inline constexpr std::size_t kSlots = 43;

enum class JsonType : std::uint8_t { integer, natural, text, boolean, nested };

struct MemberRule {
  std::string_view name;
  JsonType type;
};

// In the order of Slot.
inline constexpr std::array<MemberRule, kSlots> kMemberRules{{
    {format::kSeq, JsonType::natural},
    {format::kTime, JsonType::integer},
    {format::kType, JsonType::text},
    {format::kKind, JsonType::text},
    {format::kDevice, JsonType::text},
    {format::kSourceSeq, JsonType::natural},
    {format::kChannel, JsonType::text},
    {format::kActive, JsonType::boolean},
    {format::kReconciled, JsonType::boolean},
    {format::kUncertaintyUs, JsonType::integer},
    {format::kAction, JsonType::text},
    {format::kTrial, JsonType::natural},
    {format::kNote, JsonType::text},
    {format::kFirst, JsonType::text},
    {format::kClosesAtUs, JsonType::integer},
    {format::kSubject, JsonType::text},
    {format::kRole, JsonType::text},
    {format::kDtUs, JsonType::integer},
    {format::kDtUncertaintyUs, JsonType::integer},
    {format::kOutcome, JsonType::text},
    {format::kLatencyUs, JsonType::nested},
    {format::kAmbiguous, JsonType::boolean},
    {format::kReason, JsonType::text},
    {format::kUntilUs, JsonType::integer},
    {format::kBlock, JsonType::text},
    {format::kConditions, JsonType::nested},
    {format::kTarget, JsonType::text},
    {format::kCatch, JsonType::boolean},
    {format::kChoice, JsonType::text},
    {format::kChoices, JsonType::nested},
    {format::kToken, JsonType::natural},
    {format::kDurationUs, JsonType::integer},
    {format::kVolumeNl, JsonType::natural},
    {format::kStatus, JsonType::text},
    {format::kBoot, JsonType::natural},
    {format::kSentUs, JsonType::integer},
    {format::kTicks, JsonType::natural},
    {format::kVerdict, JsonType::text},
    {format::kFirstUs, JsonType::integer},
    {format::kCount, JsonType::natural},
    {format::kMessage, JsonType::text},
    {format::kChannels, JsonType::nested},
    {format::kCrc, JsonType::text},
}};

constexpr std::size_t slot_index(Slot slot) { return static_cast<std::size_t>(slot); }

// None for a member this version does not know.
std::optional<Slot> slot_of(std::string_view name);

// The members of one line, before they become a record.
struct Members {
  std::bitset<kSlots> present;
  std::array<std::int64_t, kSlots> integers{};
  std::array<std::uint64_t, kSlots> naturals{};
  std::array<std::string_view, kSlots> texts{};
  std::array<std::optional<Duration>, kMaxSubjects> latency{};
  std::array<LevelIndex, kMaxFactors> levels = note::TrialStart::no_levels();
  std::array<ChoiceIndex, kMaxSubjects> choices = note::TrialOutcome::no_choices();
  std::vector<ChannelCounts> channels;

  bool has(Slot slot) const { return present[slot_index(slot)]; }
};

}  // namespace dyad::log

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dyad/config/labels.hpp"
#include "dyad/config/trial_rule.hpp"
#include "dyad/core/enum_names.hpp"
#include "dyad/core/ids.hpp"
#include "dyad/core/time.hpp"

namespace dyad::config {

// When a session ends. Every limit but the duration may be absent.
struct SessionLimits {
  Duration duration;
  std::optional<std::uint32_t> max_trials{};
  std::optional<std::uint32_t> max_rewards{};    // of any one subject
  std::optional<std::uint64_t> max_volume_nl{};  // of any one subject
  std::optional<Duration> inactivity{};
  bool operator==(const SessionLimits&) const = default;
};

// Success of consecutive sessions against a limit. docs/schedule.md, "Progress".
struct Criterion {
  std::uint32_t permille = 0;
  bool strict = false;                         // of advance: above, not at least
  std::optional<std::uint32_t> over_trials{};  // none: all of the session
  unsigned in_a_row = 1;
  bool operator==(const Criterion&) const = default;
};

enum class PartnerKind : std::uint8_t {
  live,
  absent,
  interval,
  lag,
  tit_for_tat,
  playback
};
// Whether a device responds on the seat's behalf.
constexpr bool is_automated(PartnerKind kind) { return kind >= PartnerKind::interval; }

struct Partner {
  std::string seat;
  PartnerKind kind = PartnerKind::live;
  Interval interval{};  // of interval: from response to response
  Interval lag{};       // of lag and tit_for_tat
  Duration hold = Duration::from_ms(100);
  std::string follows{};  // a seat; empty: the first other one
  std::string choice{};   // of interval and lag; empty: the seat's first operandum
  std::string log{};      // of playback
  std::string subject{};  // of playback: an animal of that log
  bool operator==(const Partner&) const = default;
};

enum class BlockOrder : std::uint8_t { sequence, shuffled };
enum class AfterLastBlock : std::uint8_t { repeat, stay, end_session };

struct Block {
  std::string name;
  std::uint32_t trials = 0;  // 0: by duration
  Duration duration{};
  bool operator==(const Block&) const = default;
};

struct Level {
  std::string name;
  std::uint8_t count = 1;  // cards in the deck
  bool operator==(const Level&) const = default;
};

struct Factor {
  std::string name;
  bool per_block = false;
  std::vector<Level> levels;
  bool operator==(const Factor&) const = default;
};

struct Stage {
  static constexpr std::size_t kMaxBlocks = 32;
  static constexpr std::size_t kMaxCombinations = 1024;

  std::string name;
  std::optional<unsigned> sessions{};  // before the next stage
  std::optional<Criterion> advance{};
  std::optional<Criterion> go_back{};
  SessionLimits limits;  // the schedule's and the stage's own together
  Labels labels{};       // likewise
  std::vector<Partner> partners{};
  std::vector<Block> blocks{};
  BlockOrder block_order = BlockOrder::sequence;
  AfterLastBlock after_last_block = AfterLastBlock::repeat;
  std::vector<Factor> factors{};

  // One rule for each combination of a block and of a level of each factor, the last
  // factor's level running fastest: ((block * levels₀ + level₀) * levels₁ + level₁)…
  // A stage without blocks and factors has one. >= 1.
  std::vector<TrialRule> rules;

  // Where the combination stands in `rules`.
  std::size_t rule_index(std::size_t block,
                         const std::vector<std::size_t>& levels) const;
  bool operator==(const Stage&) const = default;
};

}  // namespace dyad::config

namespace dyad {
template <>
struct EnumNames<config::PartnerKind> {
  static constexpr std::array<std::string_view, 6> names{
      "live", "absent", "interval", "lag", "tit_for_tat", "playback"};
};
template <>
struct EnumNames<config::BlockOrder> {
  static constexpr std::array<std::string_view, 2> names{"sequence", "shuffled"};
};
template <>
struct EnumNames<config::AfterLastBlock> {
  static constexpr std::array<std::string_view, 3> names{"repeat", "stay",
                                                         "end_session"};
};
}  // namespace dyad

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "dyad_firmware/reflex.h"

namespace dyad::firmware_test {
namespace {

using dyad_firmware::ArmAnswer;
using dyad_firmware::Reflex;
using dyad_firmware::ReflexDecision;
using dyad_firmware::ReflexPlan;
using dyad_firmware::ReflexResult;
using dyad_firmware::Ticks;

constexpr Ticks kWindow = 10;

ReflexPlan plan_of(std::uint8_t subjects, Ticks opens_at, bool repeat_restarts) {
  ReflexPlan plan{};
  plan.trial = 12;
  plan.opens_at = opens_at;
  plan.window = kWindow;
  plan.repeat_restarts = repeat_restarts;
  plan.subjects = subjects;
  for (std::uint8_t i = 0; i < subjects; ++i) {
    plan.inputs[i] = static_cast<std::uint8_t>(1U << i);
  }
  return plan;
}

struct Onset {
  std::uint8_t input;
  int at;  // after the trial's opening
};

struct Verdict {
  ReflexDecision decision;
  int first;
  int last;
  bool operator==(const Verdict&) const = default;
};

// The design's words, over onsets in the order of their times: the first response
// opens the window, each subject counts once, and by its end all have responded or not.
std::optional<Verdict> judge(const std::vector<Onset>& onsets, std::uint8_t subjects,
                             bool repeat_restarts, int end) {
  std::map<std::uint8_t, int> responses;
  std::uint8_t opener = 0;
  int first = 0;
  for (const Onset& onset : onsets) {
    if (onset.at < 0) continue;
    if (!responses.empty() && onset.at > first + static_cast<int>(kWindow)) break;
    const bool restarts =
        repeat_restarts && responses.contains(onset.input) && onset.input == opener;
    if (restarts) responses.clear();
    if (responses.empty()) {
      opener = onset.input;
      first = onset.at;
    }
    responses.try_emplace(onset.input, onset.at);
    if (responses.size() == subjects) {
      return Verdict{ReflexDecision::coordinated, first, onset.at};
    }
  }
  if (responses.empty() || end <= first + static_cast<int>(kWindow)) return {};
  int last = first;
  for (const auto& [subject, at] : responses) last = std::max(last, at);
  return Verdict{ReflexDecision::miss, first, last};
}

std::optional<Verdict> decide(const std::vector<Onset>& onsets, std::uint8_t subjects,
                              bool repeat_restarts, int end, Ticks opens_at) {
  Reflex reflex;
  EXPECT_EQ(reflex.arm(plan_of(subjects, opens_at, repeat_restarts), 0x3F),
            ArmAnswer::armed);
  ReflexResult result{};
  const auto verdict = [&] {
    return Verdict{result.decision, static_cast<int>(result.first - opens_at),
                   static_cast<int>(result.last - opens_at)};
  };
  for (const Onset& onset : onsets) {
    const Ticks t = opens_at + static_cast<Ticks>(onset.at);
    if (reflex.expire(t, result)) return verdict();
    if (reflex.on_onset(onset.input, t, result)) return verdict();
  }
  if (reflex.expire(opens_at + static_cast<Ticks>(end), result)) return verdict();
  return {};
}

RC_GTEST_PROP(PortableReflex, DecidesAsAJudgeWhoSeesTheWholeTrial, ()) {
  const auto subjects = *rc::gen::inRange<std::uint8_t>(2, 5);
  const bool repeat_restarts = *rc::gen::arbitrary<bool>();
  const auto opens_at = *rc::gen::element<Ticks>(1000, 0xFFFFFFF0, 0x7FFFFFF8);
  auto onsets = *rc::gen::container<std::vector<Onset>>(rc::gen::apply(
      [](int input, int at) {
        return Onset{static_cast<std::uint8_t>(input), at};
      },
      rc::gen::inRange(0, 4), rc::gen::inRange(-3, 40)));
  std::erase_if(onsets, [&](const Onset& o) { return o.input >= subjects; });
  std::stable_sort(onsets.begin(), onsets.end(),
                   [](const Onset& a, const Onset& b) { return a.at < b.at; });
  const int end = *rc::gen::inRange(40, 60);
  RC_ASSERT(decide(onsets, subjects, repeat_restarts, end, opens_at) ==
            judge(onsets, subjects, repeat_restarts, end));
}

TEST(PortableReflex, TheWindowIsInclusive) {
  EXPECT_EQ(decide({{0, 5}, {1, 15}}, 2, false, 99, 0),
            (Verdict{ReflexDecision::coordinated, 5, 15}));
  EXPECT_EQ(decide({{0, 5}, {1, 16}}, 2, false, 99, 0),
            (Verdict{ReflexDecision::miss, 5, 5}));
}

TEST(PortableReflex, AnOnsetConfirmedLaterMayBeTheFirst) {
  Reflex reflex;
  ASSERT_EQ(reflex.arm(plan_of(2, 0, false), 0x3F), ArmAnswer::armed);
  ReflexResult result{};
  EXPECT_FALSE(reflex.on_onset(0, 20, result));
  EXPECT_FALSE(reflex.expire(12, result));  // the other input is undecided since 12
  ASSERT_TRUE(reflex.on_onset(1, 12, result));
  EXPECT_EQ(result.first, 12U);
  EXPECT_EQ(result.last, 20U);
}

TEST(PortableReflex, IsNotArmedWhereAnOnsetOfTheTrialHasBeen) {
  Reflex reflex;
  ReflexResult result{};
  reflex.on_onset(1, 100, result);
  EXPECT_EQ(reflex.arm(plan_of(2, 100, false), 0x3F), ArmAnswer::late);
  EXPECT_EQ(reflex.arm(plan_of(2, 101, false), 0x3F), ArmAnswer::armed);
  EXPECT_EQ(reflex.arm(plan_of(2, 101, false), 0x01), ArmAnswer::invalid);
  EXPECT_EQ(reflex.arm(plan_of(1, 101, false), 0x3F), ArmAnswer::invalid);
}

}  // namespace
}  // namespace dyad::firmware_test

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>

#include "dyad/analysis/chance_level.hpp"

// What holds of every shift of every seat's pokes.
namespace dyad::analysis {
namespace {

using Edge = ChanceInputs::Edge;
using Edges = std::vector<Edge>;

struct Seat {
  Edges edges;  // of two operanda
  Time until;
  Duration shift;
};

Seat any_seat() {
  Seat seat;
  std::int64_t last = 0;
  for (ChannelIndex channel = 0; channel < 2; ++channel) {
    const auto spans = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(1, 500), rc::gen::inRange(1, 500)));
    std::int64_t at = 0;
    for (const auto& [gap, length] : spans) {
      const Time on = Time::from_us(at + gap);
      at += gap + length;
      seat.edges.push_back({on, on, channel, true});
      seat.edges.push_back({Time::from_us(at), on, channel, false});
    }
    last = std::max(last, at);
  }
  std::stable_sort(seat.edges.begin(), seat.edges.end(),
                   [](const Edge& a, const Edge& b) { return a.time < b.time; });
  const std::int64_t until = last + *rc::gen::inRange(1, 300);
  seat.until = Time::from_us(until);
  seat.shift = Duration::from_us(*rc::gen::inRange<std::int64_t>(0, until));
  return seat;
}

std::vector<std::int64_t> onsets(const Edges& edges) {
  std::vector<std::int64_t> us;
  for (const Edge& edge : edges) {
    if (edge.active) us.push_back(edge.time.us());
  }
  std::sort(us.begin(), us.end());
  return us;
}

TEST(ShiftedPokes, AreTheSamePokesAroundTheSession) {
  EXPECT_TRUE(rc::check([] {
    const Seat seat = any_seat();
    std::vector<std::int64_t> expected = onsets(seat.edges);
    for (std::int64_t& us : expected) us = (us + seat.shift.us()) % seat.until.us();
    std::sort(expected.begin(), expected.end());
    RC_ASSERT(onsets(shifted(seat.edges, seat.shift, seat.until)) == expected);
  }));
}

TEST(ShiftedPokes, AreInOrderAndNeverOverlapOnOneOperandum) {
  EXPECT_TRUE(rc::check([] {
    const Seat seat = any_seat();
    std::map<ChannelIndex, bool> held;
    Time last;
    for (const Edge& edge : shifted(seat.edges, seat.shift, seat.until)) {
      RC_ASSERT(edge.time >= last);
      RC_ASSERT(edge.time <= seat.until);
      RC_ASSERT(held[edge.channel] != edge.active);
      held[edge.channel] = edge.active;
      last = edge.time;
    }
    for (const auto& [channel, is_held] : held) RC_ASSERT(!is_held);
  }));
}

TEST(ShiftedPokes, KeepTheirLengthsUnlessTheSessionEnds) {
  EXPECT_TRUE(rc::check([] {
    const Seat seat = any_seat();
    std::map<std::pair<ChannelIndex, std::int64_t>, std::int64_t> length;
    for (const Edge& edge : seat.edges) {
      if (edge.active) continue;
      const auto moved = (edge.onset.us() + seat.shift.us()) % seat.until.us();
      length[{edge.channel, moved}] = (edge.time - edge.onset).us();
    }
    for (const Edge& edge : shifted(seat.edges, seat.shift, seat.until)) {
      if (edge.active) continue;
      const std::int64_t is = (edge.time - edge.onset).us();
      const std::int64_t was = length.at({edge.channel, edge.onset.us()});
      RC_ASSERT(is == was || (is < was && edge.time == seat.until));
    }
  }));
}

}  // namespace
}  // namespace dyad::analysis

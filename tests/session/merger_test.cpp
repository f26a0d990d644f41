#include "dyad/session/merger.hpp"

#include <gtest/gtest.h>

namespace dyad::session {
namespace {

Input edge(std::int64_t us, SourceIndex source, std::uint64_t sequence = 1) {
  Input input;
  input.time = Time::from_us(us);
  input.source = source;
  input.sequence = sequence;
  return input;
}

TEST(Merger, OneSourceWaitsForItsOwnWatermarkOnly) {
  Merger merger(1);
  ASSERT_TRUE(merger.add(edge(10, 0)));
  merger.advance(0, Time::from_us(10));
  EXPECT_EQ(merger.next(), nullptr);  // an input at 10 may still come
  merger.advance(0, Time::from_us(11));
  ASSERT_NE(merger.next(), nullptr);
  EXPECT_EQ(merger.release().time.us(), 10);
}

TEST(Merger, AnInputWaitsForTheSlowestSource) {
  Merger merger(2);
  ASSERT_TRUE(merger.add(edge(10, 0)));
  merger.advance(0, Time::from_us(100));
  merger.advance(1, Time::from_us(5));
  EXPECT_EQ(merger.next(), nullptr);
  ASSERT_TRUE(merger.add(edge(7, 1)));
  merger.advance(1, Time::from_us(50));
  EXPECT_EQ(merger.release().source, 1);
  EXPECT_EQ(merger.release().source, 0);
}

TEST(Merger, TiesGoByKindThenSourceThenSequence) {
  Merger merger(2);
  Input stop = edge(10, kNoSource);
  stop.kind = InputKind::operator_action;
  ASSERT_TRUE(merger.add(stop));
  ASSERT_TRUE(merger.add(edge(10, 1, 1)));
  ASSERT_TRUE(merger.add(edge(10, 0, 2)));
  ASSERT_TRUE(merger.add(edge(10, 0, 1)));
  merger.advance(0, Time::from_us(11));
  merger.advance(1, Time::from_us(11));
  EXPECT_EQ(merger.release(), edge(10, 0, 1));
  EXPECT_EQ(merger.release(), edge(10, 0, 2));
  EXPECT_EQ(merger.release(), edge(10, 1, 1));
  EXPECT_EQ(merger.release().kind, InputKind::operator_action);
}

TEST(Merger, AnInputOlderThanTheLastReleasedIsTooLate) {
  Merger merger(1);
  ASSERT_TRUE(merger.add(edge(10, 0, 1)));
  merger.advance(0, Time::from_us(20));
  merger.release();
  EXPECT_FALSE(merger.add(edge(9, 0, 2)));
  EXPECT_FALSE(merger.add(edge(10, 0, 1)));
  EXPECT_TRUE(merger.add(edge(10, 0, 2)));
}

TEST(Merger, AnEdgeAtADeadlineAlreadyDeliveredIsTooLate) {
  Merger merger(1);
  Input deadline = edge(10, kNoSource);
  deadline.kind = InputKind::deadline;
  merger.advance(0, Time::from_us(10));
  EXPECT_FALSE(merger.passed(Time::from_us(10)));
  merger.advance(0, Time::from_us(11));
  EXPECT_TRUE(merger.passed(Time::from_us(10)));
  merger.released_deadline(deadline);
  EXPECT_FALSE(merger.add(edge(10, 0)));
  EXPECT_TRUE(merger.add(edge(11, 0)));
}

TEST(Merger, AWatermarkNeverGoesBackUnlessTheSourceIsRestored) {
  Merger merger(1);
  merger.advance(0, Time::never());
  merger.advance(0, Time::from_us(5));
  EXPECT_TRUE(merger.passed(Time::from_us(100)));
  merger.restore(0, Time::from_us(5));
  EXPECT_FALSE(merger.passed(Time::from_us(100)));
}

}  // namespace
}  // namespace dyad::session

#include "dyad/task/engine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "task/allocations.hpp"
#include "task/story.hpp"

namespace dyad::task {
namespace {

using ::testing::HasSubstr;

Input edge_at(std::int64_t us, ChannelIndex channel = 0) {
  Input input;
  input.time = Time::from_us(us);
  input.source = 0;
  input.channel = channel;
  input.active = true;
  return input;
}
Input deadline_at(Time time) {
  Input input;
  input.time = time;
  input.kind = InputKind::deadline;
  return input;
}
Input start() {
  Input input;
  input.kind = InputKind::operator_action;
  return input;
}

Engine started(const Plan& plan) {
  Engine engine(plan, 1);
  Output out;
  engine.step(start(), out);
  return engine;
}

// A thousand engines of one process take no more than 1.9 MB.
TEST(Engine, IsSmall) { EXPECT_LE(sizeof(Engine), 1900U); }

TEST(Engine, CopyGoesOnIdentically) {
  Plan plan = pair_plan();
  plan.rule().iti.fill({Duration::from_us(1), Duration::from_us(900'000)});
  Engine original = started(plan);
  Output out;
  for (std::int64_t t = 1000; t < 50'000'000; t += 123'457) {
    const Input input = edge_at(t, static_cast<ChannelIndex>(t % 2));
    while (*original.next_deadline() < input.time) {
      original.step(deadline_at(*original.next_deadline()), out);
      out.clear();
    }
    Engine copy = original;
    Output other;
    copy.step(input, other);
    original.step(input, out);
    ASSERT_EQ(out.notes, other.notes);
    ASSERT_EQ(out.commands, other.commands);
    ASSERT_EQ(copy.next_deadline(), original.next_deadline());
    out.clear();
  }
}

TEST(Engine, StepAllocatesNothing) {
  Plan plan = pair_plan();
  plan.rule().outputs = {{config::TaskEvent::trial_start, 20, Duration::from_us(1)}};
  Engine engine = started(plan);
  Output out;
  std::size_t notes = 0;
  const std::size_t before = allocations();
  for (std::int64_t t = 1000; t < 59'000'000; t += 123'457) {
    const Input input = edge_at(t, static_cast<ChannelIndex>(t % 2));
    while (*engine.next_deadline() < input.time) {
      engine.step(deadline_at(*engine.next_deadline()), out);
    }
    engine.step(input, out);
    notes += out.notes.size();
    out.clear();
  }
  EXPECT_EQ(allocations(), before);
  EXPECT_GT(notes, 100U);
}

TEST(Engine, RefusesAnythingBeforeTheStart) {
  const Plan plan = pair_plan();
  const Engine engine(plan, 1);
  EXPECT_THAT(engine.refusal(edge_at(0)), HasSubstr("start"));
  EXPECT_EQ(engine.refusal(start()), nullptr);
}

TEST(Engine, TakesAnEdgeAtTheInstantOfTheStart) {
  const Plan plan = pair_plan();
  EXPECT_EQ(started(plan).refusal(edge_at(0)), nullptr);
}

TEST(Engine, RefusesASecondStart) {
  const Plan plan = pair_plan();
  EXPECT_THAT(started(plan).refusal(start()), HasSubstr("once"));
}

TEST(Engine, RefusesAnInputOlderThanTheOneBefore) {
  const Plan plan = pair_plan();
  Engine engine = started(plan);
  Output out;
  engine.step(edge_at(1000), out);
  EXPECT_THAT(engine.refusal(edge_at(999)), HasSubstr("older"));
  EXPECT_EQ(engine.refusal(edge_at(1000)), nullptr);
}

TEST(Engine, RefusesAnInputLaterThanADeadlineThatIsDue) {
  const Plan plan = pair_plan();
  Engine engine = started(plan);
  Output out;
  engine.step(edge_at(1000), out);
  EXPECT_EQ(engine.refusal(edge_at(751'000)), nullptr);
  EXPECT_THAT(engine.refusal(edge_at(751'001)), HasSubstr("deadline"));
}

TEST(Engine, RefusesADeadlineThatIsNotDue) {
  const Plan plan = pair_plan();
  EXPECT_THAT(started(plan).refusal(deadline_at(Time::from_us(5))),
              HasSubstr("no deadline"));
}

TEST(Engine, RefusesAChannelThatNoRigHas) {
  const Plan plan = pair_plan();
  EXPECT_THAT(started(plan).refusal(edge_at(5, kNoChannel)), HasSubstr("channel"));
}

TEST(EngineDeathTest, StopsOnABrokenOrder) {
  const Plan plan = pair_plan();
  Engine engine = started(plan);
  Output out;
  EXPECT_DEATH(engine.step(edge_at(61'000'000), out), "order of inputs");
}

}  // namespace
}  // namespace dyad::task

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "task/story.hpp"

namespace dyad::task {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr ChannelIndex kSync = 20;

Plan bound_to(config::TaskEvent event, SubjectIndex subject = kNoSubject) {
  Plan plan = pair_plan();
  for (Payment& reward : plan.rule().rewards) reward = {};
  plan.rule().outputs = {{event, kSync, Duration::from_us(7), {}, subject}};
  return plan;
}

Plan barcode_plan(unsigned bits, std::int64_t bit_us) {
  Plan plan = bound_to(config::TaskEvent::trial_start);
  plan.rule().outputs[0].barcode = {bits, Duration::from_us(bit_us)};
  return plan;
}

TEST(OutputEvents, ResponsesThatCountPulse) {
  Story story(bound_to(config::TaskEvent::response));
  story.poke(0, 100).poke(0, 200).poke(1, 300).poke(1, 400);
  EXPECT_THAT(story.commands(), ElementsAre("100 #1 pulse token=1 ch20 7us",
                                            "200 #1 pulse token=2 ch20 7us",
                                            "300 #1 pulse token=3 ch20 7us"));
}

TEST(OutputEvents, OfOneSubjectPulseForItAlone) {
  Story story(bound_to(config::TaskEvent::response, 1));
  story.poke(0, 100).poke(1, 300);
  EXPECT_THAT(story.commands(), ElementsAre("300 #1 pulse token=1 ch20 7us"));
}

TEST(OutputEvents, EveryTrialIsInitiatedWhenItCanBeRespondedTo) {
  Story free(bound_to(config::TaskEvent::initiated));
  EXPECT_THAT(free.commands(), ElementsAre("0 #1 pulse token=1 ch20 7us"));
  Plan plan = bound_to(config::TaskEvent::initiated);
  plan.rule().initiation = config::InitiationKind::poke;
  plan.rule().initiators = 0b01;
  Story poked(plan);
  poked.poke(0, 50);
  EXPECT_THAT(poked.commands(), ElementsAre("50 #1 pulse token=1 ch20 7us"));
}

TEST(OutputEvents, ByTheTargetPulseInItsTrialsAlone) {
  Plan plan = bound_to(config::TaskEvent::trial_start);
  plan.rule().choices = 2;
  plan.rule().choice_of[0] = plan.rule().choice_of[1] = 0;
  plan.rule().wrong_ends_trial = true;
  plan.rule().target.kind = config::TargetKind::alternating;
  plan.rule().outputs[0].target = 1;
  Story story(plan);
  EXPECT_THAT(story.commands(), IsEmpty());
  story.poke(0, 0).poke(1, 0).until(1'000'000);
  EXPECT_THAT(story.commands(), ElementsAre("1000000 #2 pulse token=1 ch20 7us"));
}

TEST(OutputEvents, OmissionsAndErrorsPulse) {
  Plan plan = bound_to(config::TaskEvent::omission);
  plan.rule().response_limit = Duration::from_us(500);
  Story omitted(plan);
  omitted.until(500);
  EXPECT_THAT(omitted.commands(), ElementsAre("500 #1 pulse token=1 ch20 7us"));
  plan = bound_to(config::TaskEvent::error);
  plan.rule().leader = 0;
  plan.rule().early_ends_trial = true;
  Story wrong(plan);
  wrong.poke(1, 20);
  EXPECT_THAT(wrong.commands(), ElementsAre("20 #1 pulse token=1 ch20 7us"));
}

TEST(OutputEvents, AnAbortedTrialPulses) {
  Story story(bound_to(config::TaskEvent::aborted));
  story.tell(OperatorAction::pause, 30);
  EXPECT_THAT(story.commands(), ElementsAre("30 #1 pulse token=1 ch20 7us"));
}

TEST(Barcode, BeginsWithOneBitOnAndOneOffAndThenTheLowestBitFirst) {
  // Trial 1 of 4 bits: on, off, 1, 0, 0, 0.
  Story story(barcode_plan(4, 10));
  story.until(1000);
  EXPECT_THAT(story.commands(), ElementsAre("0 #1 pulse token=1 ch20 10us",
                                            "20 #1 pulse token=2 ch20 10us"));
}

TEST(Barcode, NeighbouringOnesAreOnePulse) {
  // Trial 3: on, off, 1, 1.
  Plan plan = barcode_plan(4, 10);
  plan.rule().iti.fill(config::Interval::fixed(Duration::from_us(1000)));
  Story story(plan);
  story.poke(0, 100).poke(1, 100).poke(0, 1200).poke(1, 1200).commands();
  story.until(2500);
  EXPECT_THAT(story.commands(), ElementsAre("2200 #3 pulse token=5 ch20 10us",
                                            "2220 #3 pulse token=6 ch20 20us"));
}

TEST(Barcode, OfABusyOutputIsLeftOut) {
  Plan plan = barcode_plan(4, 1000);  // 6 ms long
  plan.rule().iti.fill(config::Interval::fixed(Duration::from_us(100)));
  Story story(plan);
  story.poke(0, 100).poke(1, 100).until(5999);
  EXPECT_THAT(story.commands(), ElementsAre("0 #1 pulse token=1 ch20 1000us",
                                            "2000 #2 pulse token=2 ch20 1000us"));
}

TEST(Barcode, GoesOnThroughAPauseAndStopsWithTheSession) {
  Story story(barcode_plan(4, 10));
  story.tell(OperatorAction::pause, 5).until(100);
  EXPECT_EQ(story.commands().size(), 2U);
  Story ended(barcode_plan(4, 10));
  ended.tell(OperatorAction::end, 5).commands();
  ended.until(100);
  EXPECT_THAT(ended.commands(), IsEmpty());
}

TEST(ItiExtension, AResponseMovesTheEndToItsQuietTime) {
  Plan plan = pair_plan();
  plan.rule().iti_quiet = Duration::from_us(600'000);
  plan.rule().iti_limit = Duration::from_s(1);
  Story story(plan);
  story.poke(0, 0).poke(1, 0).notes();
  story.poke(0, 400'000).poke(1, 500'000);
  EXPECT_THAT(story.notes(), ElementsAre("400000 #1 response 0 ignored",
                                         "500000 #1 response 1 ignored",
                                         "500000 #1 iti_extended until=1100000"));
}

TEST(ItiExtension, GoesNoFurtherThanItsLimit) {
  Plan plan = pair_plan();
  plan.rule().iti_quiet = Duration::from_us(600'000);
  plan.rule().iti_limit = Duration::from_us(300'000);
  Story story(plan);
  story.poke(0, 0).poke(1, 0).notes();
  story.poke(0, 900'000).poke(0, 1'250'000).until(1'300'000);
  EXPECT_THAT(story.notes(),
              ElementsAre("900000 #1 response 0 ignored",
                          "900000 #1 iti_extended until=1300000",
                          "1250000 #1 response 0 ignored", "1300000 #2 trial_start"));
}

}  // namespace
}  // namespace dyad::task

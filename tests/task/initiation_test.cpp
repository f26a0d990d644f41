#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "task/story.hpp"

namespace dyad::task {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr ChannelIndex kZoneLeft = 4;
constexpr ChannelIndex kZoneRight = 5;
constexpr ChannelIndex kInitPoke = 6;
constexpr ChannelIndex kCue = 20;

Plan zones_plan() {
  Plan plan = pair_plan();
  plan.subject_of[kZoneLeft] = 0;
  plan.subject_of[kZoneRight] = 1;
  plan.rule().initiation = config::InitiationKind::zones;
  plan.rule().initiators = 0b110000;
  plan.rule().zone_hold = Duration::from_us(500);
  return plan;
}

Plan poke_plan() {
  Plan plan = pair_plan();
  plan.subject_of[kInitPoke] = 0;
  plan.rule().initiation = config::InitiationKind::poke;
  plan.rule().initiators = ChannelMask{1} << kInitPoke;
  return plan;
}

TEST(CueInitiation, PulsesTheCueAtTheTrialsStart) {
  Plan plan = pair_plan();
  plan.rule().initiation = config::InitiationKind::cue;
  plan.rule().cue_channel = kCue;
  plan.rule().cue_pulse = Duration::from_us(300);
  Story story(plan);
  EXPECT_THAT(story.commands(), ElementsAre("0 #1 pulse token=1 ch20 300us"));
}

TEST(ResponseLimit, AResponseAtItIsInTime) {
  Plan plan = pair_plan();
  plan.rule().response_limit = Duration::from_us(5000);
  Story story = begun(plan);
  story.poke(0, 5000);
  EXPECT_THAT(story.notes(), Contains("5000 #1 window_open first=0 closes=755000"));
}

TEST(ResponseLimit, WithoutAResponseTheTrialIsAnOmission) {
  Plan plan = pair_plan();
  plan.rule().response_limit = Duration::from_us(5000);
  plan.rule().iti[3] = config::Interval::fixed(Duration::from_us(70));
  Story story = begun(plan);
  story.poke(0, 5001);
  EXPECT_THAT(story.notes(),
              ElementsAre("5000 #1 outcome omission", "5000 #1 iti_start until=5070",
                          "5001 #1 response 0 ignored"));
}

TEST(ZoneInitiation, TheTrialOpensWhenAllHaveBeenInTheirZonesLongEnough) {
  Story story = begun(zones_plan());
  story.edge(kZoneLeft, true, 100).edge(kZoneRight, true, 200).poke(0, 700);
  EXPECT_THAT(story.notes(), ElementsAre("700 #1 response 0 ignored"));
  story.poke(0, 701);
  EXPECT_THAT(story.notes(),
              ElementsAre("700 #1 initiated", "701 #1 response 0 first dt=0+-0",
                          "701 #1 window_open first=0 closes=750701"));
}

TEST(ZoneInitiation, LeavingAtTheVeryEndIsLateEnough) {
  Story story = begun(zones_plan());
  story.edge(kZoneLeft, true, 100).edge(kZoneRight, true, 200);
  story.edge(kZoneLeft, false, 700);
  EXPECT_THAT(story.notes(), ElementsAre("700 #1 initiated"));
}

TEST(ZoneInitiation, LeavingOneMicrosecondEarlierBeginsAnew) {
  Story story = begun(zones_plan());
  story.edge(kZoneLeft, true, 100).edge(kZoneRight, true, 200);
  story.edge(kZoneLeft, false, 699).edge(kZoneLeft, true, 1000).until(1499);
  EXPECT_THAT(story.notes(), IsEmpty());
  story.until(1500);
  EXPECT_THAT(story.notes(), ElementsAre("1500 #1 initiated"));
}

TEST(ZoneInitiation, TimeInTheZonesCountsFromTheTrialsStart) {
  Plan plan = zones_plan();
  Story story = begun(plan);
  story.edge(kZoneLeft, true, 100).edge(kZoneRight, true, 100).until(600);
  story.poke(0, 1000).poke(1, 1000).notes();
  story.until(1'001'499);
  EXPECT_THAT(story.notes(), ElementsAre("1001000 #2 trial_start"));
  story.until(1'001'500);
  EXPECT_THAT(story.notes(), ElementsAre("1001500 #2 initiated"));
}

TEST(ZoneInitiation, AnAbsentPartnerNeedNotBeThere) {
  Plan plan = zones_plan();
  plan.live = plan.present = 0b01;
  plan.rule().needed = 1;
  Story story = begun(plan);
  story.edge(kZoneLeft, true, 100).until(600);
  EXPECT_THAT(story.notes(), ElementsAre("600 #1 initiated"));
}

TEST(PokeInitiation, ThePokeOpensTheTrialAndIsNoResponse) {
  Story story = begun(poke_plan());
  story.poke(1, 50).edge(kInitPoke, true, 100).poke(1, 100);
  EXPECT_THAT(story.notes(),
              ElementsAre("50 #1 response 1 ignored", "100 #1 initiated by=0",
                          "100 #1 response 1 first dt=0+-0",
                          "100 #1 window_open first=1 closes=750100"));
}

TEST(PokeInitiation, AnOperandumCanInitiateAndThenRespond) {
  Plan plan = poke_plan();
  plan.rule().initiators = 0b01;  // the left subject's own poke
  Story story = begun(plan);
  story.poke(0, 100).edge(0, false, 150).poke(0, 200);
  EXPECT_THAT(story.notes(),
              ElementsAre("100 #1 initiated by=0", "200 #1 response 0 first dt=0+-0",
                          "200 #1 window_open first=0 closes=750200"));
}

TEST(PokeInitiation, TheResponseLimitCountsFromIt) {
  Plan plan = poke_plan();
  plan.rule().response_limit = Duration::from_us(1000);
  Story story = begun(plan);
  story.edge(kInitPoke, true, 5000).until(6000);
  EXPECT_THAT(story.notes(), Contains("6000 #1 outcome omission"));
}

TEST(Initiation, ALatencyCountsFromTheTrialsStart) {
  Story story = begun(poke_plan());
  story.edge(kInitPoke, true, 100).poke(0, 300).poke(1, 400);
  EXPECT_THAT(story.notes(),
              Contains("400 #1 outcome coordinated first=0 0:300 1:400 dt=100+-0"));
}

TEST(Initiation, ATrialThatWasNotOpenedIsAbortedByAPause) {
  Story story = begun(poke_plan());
  story.tell(OperatorAction::pause, 100);
  EXPECT_THAT(story.notes(),
              ElementsAre("100 #1 outcome aborted", "100 #1 paused operator"));
}

}  // namespace
}  // namespace dyad::task

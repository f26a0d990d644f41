#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "task/story.hpp"

namespace dyad::task {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(SessionEnd, ComesExactlyAtTheDuration) {
  Story story(pair_plan());
  story.notes();
  story.until(59'999'999);
  EXPECT_THAT(story.notes(), IsEmpty());
  story.until(60'000'000);
  EXPECT_THAT(story.notes(), ElementsAre("60000000 #1 outcome aborted",
                                         "60000000 #1 session_end duration"));
  EXPECT_TRUE(story.engine().ended());
  EXPECT_EQ(story.engine().next_deadline(), std::nullopt);
}

TEST(SessionEnd, AbortsAnOpenWindowAndNeverMissesIt) {
  Story story(pair_plan());
  story.poke(1, 59'500'000).notes();
  story.until(70'000'000);
  EXPECT_THAT(story.notes(),
              ElementsAre("60000000 #1 outcome aborted first=1 1:59500000",
                          "60000000 #1 session_end duration"));
}

TEST(SessionEnd, ResponseAtItsInstantStillCounts) {
  Story story(pair_plan());
  story.poke(0, 59'500'000).notes();
  story.poke(1, 60'000'000).until(60'000'000);
  EXPECT_THAT(story.notes(),
              ElementsAre("60000000 #1 response 1 partner dt=500000+-0",
                          "60000000 #1 outcome coordinated first=0 0:59500000 "
                          "1:60000000 dt=500000+-0",
                          "60000000 #1 session_end duration"));
}

TEST(SessionEnd, WindowThatClosesAtItsInstantIsAMiss) {
  Story story(pair_plan());
  story.poke(0, 59'250'000).notes();
  story.until(60'000'000);
  EXPECT_THAT(story.notes(), ElementsAre("60000000 #1 outcome miss first=0 0:59250000",
                                         "60000000 #1 session_end duration"));
}

TEST(SessionEnd, NoTrialBeginsAtItsInstant) {
  Plan plan = pair_plan();
  plan.rule().late_response = config::LateResponse::open_next_trial;
  plan.duration = Duration::from_us(2'750'000);
  Story story(plan);
  story.poke(0, 1'000'000).until(1'750'000).notes();  // ITI until 2750000
  story.poke(1, 2'750'000).until(2'750'000);
  EXPECT_THAT(story.notes(), ElementsAre("2750000 #1 response 1 late dt=1750000+-0",
                                         "2750000 #1 session_end duration"));
}

TEST(SessionEnd, NothingIsSaidAfterIt) {
  Story story(pair_plan());
  story.tell(OperatorAction::end, 5'000'000).notes();
  story.poke(0, 6'000'000).tell(OperatorAction::pause, 7'000'000);
  story.tell(OperatorAction::mark_lost_input, 8'000'000).until(100'000'000);
  EXPECT_THAT(story.notes(), IsEmpty());
}

TEST(SessionEnd, ByTheOperatorAbortsTheTrial) {
  Story story(pair_plan());
  story.notes();
  story.tell(OperatorAction::end, 5'000'000);
  EXPECT_THAT(story.notes(), ElementsAre("5000000 #1 outcome aborted",
                                         "5000000 #1 session_end operator"));
}

TEST(SessionEnd, InTheItiAbortsNothing) {
  Story story(pair_plan());
  story.poke(0, 1000).poke(1, 2000).notes();
  story.tell(OperatorAction::end, 3000);
  EXPECT_THAT(story.notes(), ElementsAre("3000 #1 session_end operator"));
}

TEST(MaxTrials, EndTheSessionAfterTheLastOutcome) {
  Plan plan = pair_plan();
  plan.max_trials = 2;
  Story story(plan);
  story.poke(0, 1000).poke(1, 2000).poke(1, 2'000'000).notes();
  story.poke(0, 2'100'000);
  EXPECT_THAT(story.notes(),
              ElementsAre("2100000 #2 response 0 partner dt=100000+-0",
                          "2100000 #2 outcome coordinated first=1 0:1098000 1:998000 "
                          "dt=100000+-0",
                          "2100000 #2 session_end max_trials"));
}

TEST(MaxTrials, CountAbortedTrialsToo) {
  Plan plan = pair_plan();
  plan.max_trials = 1;
  Story story(plan);
  story.notes();
  story.tell(OperatorAction::device_lost, 5000);
  EXPECT_THAT(story.notes(),
              ElementsAre("5000 #1 outcome aborted", "5000 #1 session_end max_trials"));
}

TEST(Pause, AbortsTheTrialAndIgnoresResponses) {
  Story story(pair_plan());
  story.poke(0, 1'000'000).notes();
  story.tell(OperatorAction::pause, 1'100'000).poke(1, 1'200'000);
  EXPECT_THAT(story.notes(), ElementsAre("1100000 #1 outcome aborted first=0 0:1000000",
                                         "1100000 #1 paused operator",
                                         "1200000 #1 response 1 ignored"));
  EXPECT_EQ(story.engine().next_deadline(), Time::from_us(60'000'000));
}

TEST(Pause, EndsWithTheItiOfAnAbortedTrial) {
  Plan plan = pair_plan();
  plan.rule().iti[static_cast<std::size_t>(Outcome::aborted)] = {Duration::from_s(3),
                                                                 Duration::from_s(3)};
  Story story(plan);
  story.tell(OperatorAction::device_lost, 1'000'000).notes();
  story.tell(OperatorAction::device_back, 2'000'000).until(5'000'000);
  EXPECT_THAT(story.notes(),
              ElementsAre("2000000 #1 resumed", "2000000 #1 iti_start until=5000000",
                          "5000000 #2 trial_start"));
}

TEST(Pause, InTheItiAbortsNothingAndForgetsTheCharge) {
  Story story(pair_plan());
  story.poke(0, 1'000'000).until(1'750'000).notes();
  story.tell(OperatorAction::pause, 1'800'000).poke(1, 1'900'000);
  story.tell(OperatorAction::resume, 2'000'000).poke(1, 2'100'000);
  EXPECT_THAT(story.notes(),
              ElementsAre("1800000 #1 paused operator", "1900000 #1 response 1 ignored",
                          "2000000 #1 resumed", "2000000 #1 iti_start until=3000000",
                          "2100000 #1 response 1 ignored"));
}

TEST(Pause, SaidTwiceIsOnePause) {
  Story story(pair_plan());
  story.tell(OperatorAction::pause, 1000).notes();
  story.tell(OperatorAction::pause, 2000);
  EXPECT_THAT(story.notes(), IsEmpty());
  story.tell(OperatorAction::resume, 3000);
  EXPECT_THAT(story.notes(), Contains("3000 #1 resumed"));
}

TEST(Pause, LastsUntilEveryReasonIsGone) {
  Story story(pair_plan());
  story.tell(OperatorAction::pause, 1000).notes();
  story.tell(OperatorAction::device_lost, 2000).tell(OperatorAction::resume, 3000);
  EXPECT_THAT(story.notes(), ElementsAre("2000 #1 paused device_lost"));
  story.tell(OperatorAction::device_back, 4000);
  EXPECT_THAT(story.notes(),
              ElementsAre("4000 #1 resumed", "4000 #1 iti_start until=1004000"));
}

TEST(Pause, ResumeWithoutOneIsNothing) {
  Story story(pair_plan());
  story.notes();
  story.tell(OperatorAction::resume, 1000).tell(OperatorAction::device_back, 2000);
  EXPECT_THAT(story.notes(), IsEmpty());
}

TEST(Pause, DoesNotStopTheSessionsClock) {
  Story story(pair_plan());
  story.tell(OperatorAction::pause, 1000).notes();
  story.until(60'000'000);
  EXPECT_THAT(story.notes(), ElementsAre("60000000 #1 session_end duration"));
}

TEST(Iti, IsThatOfTheOutcome) {
  Plan plan = pair_plan();
  plan.rule().iti[0] = {Duration::from_ms(1), Duration::from_ms(1)};
  plan.rule().iti[1] = {Duration::from_ms(2), Duration::from_ms(2)};
  Story story(plan);
  story.poke(0, 1000).poke(1, 1000);
  EXPECT_THAT(story.notes(), Contains("1000 #1 iti_start until=2000"));
  story.poke(0, 3000).until(753'000);
  EXPECT_THAT(story.notes(), Contains("753000 #2 iti_start until=755000"));
}

TEST(Iti, OfZeroBeginsTheNextTrialAtOnceAndIsNotNoted) {
  Plan plan = pair_plan();
  plan.rule().iti.fill({});
  Story story(plan);
  story.poke(0, 1000).notes();
  story.poke(1, 2000).poke(0, 2000);
  EXPECT_THAT(
      story.notes(),
      ElementsAre("2000 #1 response 1 partner dt=1000+-0",
                  "2000 #1 outcome coordinated first=0 0:1000 1:2000 dt=1000+-0",
                  "2000 #2 trial_start", "2000 #2 response 0 first dt=0+-0",
                  "2000 #2 window_open first=0 closes=752000"));
}

TEST(Iti, ResponseAtItsEndIsStillInIt) {
  Story story(pair_plan());
  story.poke(0, 1000).poke(1, 2000).notes();
  story.poke(0, 1'002'000).until(1'002'000);
  EXPECT_THAT(story.notes(),
              ElementsAre("1002000 #1 response 0 ignored", "1002000 #2 trial_start"));
}

std::vector<std::string> drawn_session(std::uint64_t seed) {
  Plan plan = pair_plan();
  plan.rule().iti.fill({Duration::from_us(10), Duration::from_us(1'000'000)});
  Story story(plan, seed);
  for (int i = 0; i < 20; ++i) story.poke(0, i * 1'500'000).poke(1, i * 1'500'000 + 10);
  return story.notes();
}

TEST(Iti, DrawsComeFromTheSeed) {
  EXPECT_EQ(drawn_session(7), drawn_session(7));
  EXPECT_NE(drawn_session(7), drawn_session(8));
}

TEST(Iti, DrawsReachBothEnds) {
  Plan plan = pair_plan();
  plan.rule().iti.fill({Duration::from_us(5), Duration::from_us(6)});
  Story story(plan);
  int low = 0;
  int high = 0;
  for (int i = 0; i < 50; ++i) {
    const std::int64_t t = i * 1000;
    story.poke(0, t).notes();
    story.poke(1, t);
    const auto notes = story.notes();
    ASSERT_EQ(notes.size(), 3U);
    low += notes[2].ends_with("until=" + std::to_string(t + 5)) ? 1 : 0;
    high += notes[2].ends_with("until=" + std::to_string(t + 6)) ? 1 : 0;
  }
  EXPECT_EQ(low + high, 50);
  EXPECT_GT(low, 10);
  EXPECT_GT(high, 10);
}

TEST(OutputBinding, PulsesAtItsEventInTheScheduleOrder) {
  using config::TaskEvent;
  Plan plan = pair_plan();
  plan.rule().outputs = {{TaskEvent::trial_start, 20, Duration::from_us(1)},
                         {TaskEvent::session_start, 21, Duration::from_us(2)},
                         {TaskEvent::window_open, 22, Duration::from_us(3)},
                         {TaskEvent::coordinated, 23, Duration::from_us(4)},
                         {TaskEvent::miss, 24, Duration::from_us(5)},
                         {TaskEvent::iti_start, 25, Duration::from_us(6)},
                         {TaskEvent::session_end, 26, Duration::from_us(7)},
                         {TaskEvent::session_end, 27, Duration::from_us(8)}};
  Story story(plan);
  EXPECT_THAT(story.commands(), ElementsAre("0 #0 pulse token=1 ch21 2us",
                                            "0 #1 pulse token=2 ch20 1us"));
  story.poke(0, 1000).poke(1, 2000);
  EXPECT_THAT(
      story.commands(),
      ElementsAre("1000 #1 pulse token=3 ch22 3us",
                  "2000 #1 reward token=4 ch10 40000us to 0 4000nl",
                  "2000 #1 reward token=5 ch11 40000us to 1 4000nl",
                  "2000 #1 pulse token=6 ch23 4us", "2000 #1 pulse token=7 ch25 6us"));
  story.poke(0, 2'000'000).commands();
  story.until(2'750'000);
  EXPECT_THAT(story.commands(), ElementsAre("2750000 #2 pulse token=10 ch24 5us",
                                            "2750000 #2 pulse token=11 ch25 6us"));
  story.tell(OperatorAction::end, 3'000'000);
  EXPECT_THAT(story.commands(), ElementsAre("3000000 #2 pulse token=12 ch26 7us",
                                            "3000000 #2 pulse token=13 ch27 8us"));
}

}  // namespace
}  // namespace dyad::task

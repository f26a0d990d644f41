#include "dyad/analysis/session_columns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/log_file.hpp"

namespace dyad::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using namespace testing;  // NOLINT: the helpers of log_file.hpp

constexpr ChannelIndex kLeft = 0;
constexpr ChannelIndex kRight = 1;

SessionColumns columns(const std::vector<log::Record>& records,
                       const log::Header& header = testing::header()) {
  SessionColumns columns(header);
  log::LoggedRecord logged;
  for (const log::Record& record : records) {
    ++logged.seq;
    logged.record = record;
    columns.add(logged);
  }
  return columns;
}

TEST(SessionColumns, KnowTheSessionFromItsHeader) {
  const SessionColumns empty = columns({});
  EXPECT_THAT(empty.subjects(), ElementsAre("M1", "M2"));
  EXPECT_THAT(empty.seats(), ElementsAre("left", "right"));
  EXPECT_EQ(empty.planned_us(), 1'800'000'000);
  EXPECT_EQ(empty.window_us(), 750'000);
  EXPECT_EQ(empty.through_seq(), 0U);
}

TEST(SessionColumns, APokeThatLastsHasNoEnd) {
  const SessionColumns result =
      columns({edge(100, kLeft, true), edge(150, kRight, true), edge(200, kLeft, false),
               edge(300, kLeft, true)});
  EXPECT_THAT(result.pokes()[0].on_us, ElementsAre(100, 300));
  EXPECT_THAT(result.pokes()[0].off_us, ElementsAre(Optional(200), std::nullopt));
  EXPECT_THAT(result.pokes()[1].on_us, ElementsAre(150));
  EXPECT_EQ(result.lasted_us(), 300);
  EXPECT_EQ(result.through_seq(), 4U);
}

TEST(SessionColumns, APokeWhoseReleaseWasLostEndsWhereTheNextBegins) {
  const SessionColumns result =
      columns({edge(50, kLeft, false), edge(100, kLeft, true), edge(300, kLeft, true),
               edge(400, kLeft, false)});
  EXPECT_THAT(result.pokes()[0].on_us, ElementsAre(100, 300));
  EXPECT_THAT(result.pokes()[0].off_us, ElementsAre(Optional(300), Optional(400)));
}

TEST(SessionColumns, ATrialKeepsItsFirstOpeningAndTheLastClosingOfItsWindow) {
  const SessionColumns result =
      columns({started(1, 10), opened(1, 100, 1), opened(1, 200, 1)});
  const auto& trial = result.trials().at(0);
  EXPECT_EQ(trial.start_us, 10);
  EXPECT_THAT(trial.opened_us, Optional(100));
  EXPECT_THAT(trial.closes_us, Optional(750'200));
  EXPECT_EQ(trial.first, 1);
  EXPECT_FALSE(trial.outcome);
  EXPECT_FALSE(trial.decided_us);
}

TEST(SessionColumns, AMarkAfterTheOutcomeReachesItsTrial) {
  const SessionColumns result =
      columns({started(1, 10), decided(1, 20, Outcome::miss), started(2, 30),
               Note{at(40), 1, note::Ambiguous{AmbiguousReason::late_input}}});
  EXPECT_TRUE(result.trials().at(0).ambiguous);
  EXPECT_FALSE(result.trials().at(1).ambiguous);
}

TEST(SessionColumns, ARewardsStatusIsKnownOnceItsValveHasClosed) {
  std::vector<log::Record> records{reward(7, 1, 100, 1, 4000), reward(8, 1, 100, 0, 5)};
  Actuation done;
  done.time = at(110);
  done.token = 7;
  records.emplace_back(done);
  done.token = 99;  // of no reward
  records.emplace_back(done);
  const SessionColumns result = columns(records);
  EXPECT_THAT(result.rewards().at(1).at(0).status, Optional(ActuationStatus::done));
  EXPECT_EQ(result.rewards().at(1).at(0).volume_nl, 4000U);
  EXPECT_FALSE(result.rewards().at(0).at(0).status);
}

TEST(SessionColumns, PausesOfTwoReasonsThatOverlapAreOne) {
  const auto paused = [](std::int64_t us, PauseReason reason) {
    return log::Record(Note{at(us), 1, note::Paused{reason}});
  };
  const SessionColumns result = columns(
      {paused(10, PauseReason::operator_request), paused(20, PauseReason::device_lost),
       Note{at(30), 1, note::Resumed{}}, paused(40, PauseReason::operator_request)});
  ASSERT_EQ(result.pauses().size(), 2U);
  EXPECT_EQ(result.pauses()[0].from_us, 10);
  EXPECT_THAT(result.pauses()[0].to_us, Optional(30));
  EXPECT_FALSE(result.pauses()[1].to_us);
}

TEST(SessionColumns, WhatABoardSaysAheadDoesNotMakeTheSessionLonger) {
  const SessionColumns result =
      columns({edge(100, kLeft, true), ClockSample{.source = 0, .received = at(900)}});
  EXPECT_EQ(result.lasted_us(), 100);
  EXPECT_EQ(result.through_seq(), 2U);
}

TEST(SessionColumns, OfARigThatIsNotValidThereAreNoPokes) {
  log::Header header = testing::header();
  header.rig["subjects"] = "broken";
  header.schedule["stages"] = nlohmann::ordered_json::array();
  const SessionColumns result =
      columns({edge(100, kLeft, true), started(1, 10)}, header);
  EXPECT_THAT(result.pokes().at(0).on_us, IsEmpty());
  EXPECT_FALSE(result.window_us());
  EXPECT_EQ(result.trials().size(), 1U);
}

TEST(ColumnsJson, IsTheShapeOfTheControlApi) {
  const SessionColumns result = columns(
      {started(1, 0), edge(100, kLeft, true), opened(1, 100, 0),
       edge(200, kLeft, false), edge(300, kRight, true), coordinated(1, 300, 0, 200),
       reward(1, 1, 300, 0, 5000),
       Fault{.time = at(400), .kind = FaultKind::link_lost, .message = "say \"x\""},
       started(2, 500), ended(600)});
  EXPECT_EQ(
      columns_json(result, "20261124T100405Z_M1-M2"),
      R"({"id":"20261124T100405Z_M1-M2","subjects":["M1","M2"],"seats":["left","right"],)"
      R"("planned_us":1800000000,"window_us":750000,"lasted_us":600,"through_seq":10,)"
      R"("end_reason":"duration","pokes":[{"on_us":[100],"off_us":[200]},)"
      R"({"on_us":[300],"off_us":[null]}],"trials":{"number":[1,2],"start_us":[0,500],)"
      R"("opened_us":[100,null],"closes_us":[750100,null],"decided_us":[300,null],)"
      R"("outcome":["coordinated",null],"dt_us":[200,null],"dt_uncertainty_us":[2,null],)"
      R"("ambiguous":[false,false],"first":[0,null]},"rewards":[{"t_us":[300],)"
      R"("volume_nl":[5000],"manual":[false],"status":[null]},)"
      R"({"t_us":[],"volume_nl":[],"manual":[],"status":[]}],)"
      R"("faults":{"t_us":[400],"kind":["link_lost"],"message":["say \"x\""]},)"
      R"("pauses":{"from_us":[],"to_us":[]}})");
}

}  // namespace
}  // namespace dyad::analysis

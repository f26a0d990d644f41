#include "dyad/server/start_checks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dyad::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::int64_t kHour = 3'600'000'000;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kToday = 20'000 * kDay;  // its midnight in UTC

SessionIndex::Session session(const std::string& id, std::int64_t began_utc_us,
                              const std::vector<std::string>& subjects,
                              const std::string& source = "live") {
  SessionIndex::Session session;
  session.id = id;
  session.summary.emplace();
  session.summary->began_utc_us = began_utc_us;
  session.summary->subjects = subjects;
  session.summary->source = source;
  return session;
}

// M1 and M2 at ten in the morning, with room enough.
StartFacts facts(const std::vector<SessionIndex::Session>& sessions = {}) {
  StartFacts facts;
  facts.subjects = {"M1", "M2"};
  facts.source = "live";
  facts.sessions = sessions;
  facts.planned = Duration::from_s(1800);
  facts.disk_free_bytes = 10'000'000'000;
  facts.now_utc_us = kToday + 10 * kHour;
  return facts;
}

std::vector<std::string> codes(const std::vector<Refusal>& refusals) {
  std::vector<std::string> codes;
  for (const Refusal& refusal : refusals) codes.push_back(refusal.code);
  return codes;
}

TEST(StartChecks, AnAnimalThatRanTodayIsRefusedWithTheLogsName) {
  const auto refusals =
      refusals_of(facts({session("early", kToday + kHour, {"M1", "M3"}),
                         session("late", kToday + 2 * kHour, {"M3", "M1"}),
                         session("yesterday", kToday - 1, {"M1", "M2"})}));
  ASSERT_THAT(refusals, SizeIs(1));
  EXPECT_EQ(refusals[0], (Refusal{"already-run-today", "M1 ran today: late.",
                                  "Run it tomorrow, or override.", true}));
}

TEST(StartChecks, EveryAnimalThatRanTodayIsNamed) {
  const auto refusals = refusals_of(
      facts({session("a", kToday, {"M1", "M3"}), session("b", kToday, {"M2", "M4"})}));
  ASSERT_THAT(refusals, SizeIs(1));
  EXPECT_EQ(refusals[0].detail, "M1 ran today: a. M2 ran today: b.");
}

TEST(StartChecks, SessionsOfAnotherSourceOrPairOrDayDoNotCount) {
  SessionIndex::Session unreadable;
  unreadable.id = "broken";
  EXPECT_THAT(refusals_of(facts({session("sim", kToday, {"M1", "M2"}, "sim"),
                                 session("other", kToday, {"M3", "M4"}),
                                 session("tomorrow", kToday + kDay, {"M1", "M2"}),
                                 unreadable})),
              IsEmpty());
}

TEST(StartChecks, TheDayIsTheLabs) {
  // 23:30 of yesterday in UTC is half past midnight one hour further east.
  StartFacts of = facts({session("a", kToday - kHour / 2, {"M1", "M2"})});
  EXPECT_THAT(refusals_of(of), IsEmpty());
  of.utc_offset = Duration::from_s(3600);
  EXPECT_THAT(codes(refusals_of(of)), ElementsAre("already-run-today"));
  of.utc_offset = Duration::from_s(-12 * 3600);
  EXPECT_THAT(codes(refusals_of(of)), ElementsAre("already-run-today"));
}

TEST(StartChecks, TheSessionThatIsContinuedDoesNotCount) {
  StartFacts of = facts({session("a", kToday, {"M1", "M2"})});
  of.continues = "a";
  EXPECT_THAT(refusals_of(of), IsEmpty());
}

TEST(StartChecks, ACalibrationBeyondTheRigsLimitIsRefused) {
  config::Rig rig;
  config::Channel valve;
  valve.name = "valve_left";
  valve.kind = config::ChannelKind::reward_valve;
  rig.channels = {valve};
  StartFacts of = facts();
  of.rig = &rig;
  EXPECT_THAT(refusals_of(of), IsEmpty());
  rig.calibration_max_age_days = 30;
  const auto refusals = refusals_of(of);
  ASSERT_THAT(codes(refusals), ElementsAre("calibration-old"));
  EXPECT_THAT(refusals[0].detail, HasSubstr("valve_left"));
  EXPECT_TRUE(refusals[0].can_override);
}

TEST(StartChecks, ADiskWithoutRoomForTheSessionIsRefused) {
  StartFacts of = facts();
  of.disk_free_bytes = disk_bytes_wanted(of.planned);
  EXPECT_THAT(refusals_of(of), IsEmpty());
  --of.disk_free_bytes;
  const auto low = refusals_of(of);
  ASSERT_THAT(codes(low), ElementsAre("disk-low"));
  EXPECT_TRUE(low[0].can_override);
  of.disk_free_bytes = kLeastDiskBytes - 1;
  EXPECT_FALSE(refusals_of(of).at(0).can_override);
  EXPECT_GT(disk_bytes_wanted(Duration::from_s(7200)),
            disk_bytes_wanted(Duration::from_s(60)));
}

TEST(StartChecks, ProblemsOfTheDocumentsCannotBeOverridden) {
  StartFacts of = facts({session("a", kToday, {"M1", "M2"})});
  of.problems = {{"f", 3, 1, "/stages/0", "a fault", "none", ""},
                 {"f", 4, 1, "/stages/1", "a fault", "none", ""}};
  const auto refusals = refusals_of(of);
  ASSERT_THAT(codes(refusals), ElementsAre("document-invalid", "already-run-today"));
  EXPECT_THAT(refusals[0].detail, HasSubstr("2 problems"));
  EXPECT_THAT(refusals[0].detail, HasSubstr("/stages/0"));
  EXPECT_THAT(
      codes(not_overridden(refusals, {"document-invalid", "already-run-today"})),
      ElementsAre("document-invalid"));
  EXPECT_THAT(not_overridden(refusals, {"disk-low"}), SizeIs(2));
}

TEST(StartChecks, RefusalsAreTheShapeOfTheControlApi) {
  EXPECT_EQ(refusals_json({{"disk-low", "d", "r", true}}).dump(),
            R"([{"code":"disk-low","detail":"d","remedy":"r","can_override":true}])");
}

}  // namespace
}  // namespace dyad::server

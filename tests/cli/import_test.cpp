#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/dyad_command.hpp"
#include "dyad/log/reader.hpp"

namespace dyad::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Ran;
using ::testing::SizeIs;

const std::string kConfigs = std::string(DYAD_SOURCE_DIR) + "/rig-configs";

class Import : public ::testing::Test {
 protected:
  Ran import(const std::string& table, const std::vector<std::string>& more = {}) {
    place_.write("t.csv", table);
    std::vector<std::string> arguments{"import",
                                       "--csv",
                                       "t.csv",
                                       "--rig",
                                       kConfigs + "/rigs/sim.json",
                                       "--schedule",
                                       kConfigs + "/schedules/quick-start.json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return place_.dyad(arguments);
  }
  std::vector<std::string> logs() const { return place_.files("data"); }

  testing::Workplace place_;
};

// Window 750 ms, ITI 1.5 s after a coordinated trial.
const std::string kTable =
    "time_s,subject,event\n"
    "1.000,A,poke_on\n1.100,A,poke_off\n1.750,B,poke_on\n1.800,B,poke_off\n"
    "9.000,B,poke_on\n9.751,A,poke_on\n";

TEST_F(Import, DecidesTheTableAndLogsIt) {
  const Ran ran = import(kTable);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out,
              HasSubstr("6 rows, 3 trials, 1 coordinated, 1 missed, 1 aborted"));
  ASSERT_THAT(logs(), SizeIs(1));
  EXPECT_THAT(logs()[0], EndsWith("_A-B.jsonl"));
}

TEST_F(Import, LogReplaysIdentical) {
  import(kTable);
  ASSERT_THAT(logs(), SizeIs(1));
  const Ran ran = place_.dyad({"replay", logs()[0]});
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("identical"));
  EXPECT_THAT(ran.out, HasSubstr("1 coordinated, 1 missed"));
}

TEST_F(Import, LogSaysThatItIsOneAndHoldsReleasesToo) {
  import(kTable);
  ASSERT_THAT(logs(), SizeIs(1));
  auto reader = log::Reader::open(logs()[0]);
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->header().source, "import");
  EXPECT_THAT(reader->header().subjects, ::testing::ElementsAre("A", "B"));
  std::vector<Input> edges;
  std::string end;
  while (const auto* record = reader->next()) {
    const auto* input = std::get_if<Input>(&record->record);
    if (input != nullptr && input->kind == InputKind::edge) edges.push_back(*input);
    if (const auto* last = std::get_if<log::End>(&record->record)) end = last->reason;
  }
  ASSERT_THAT(edges, SizeIs(6));
  EXPECT_FALSE(edges[1].active);
  EXPECT_EQ(edges[1].time.us(), 1'100'000);
  EXPECT_EQ(edges[0].uncertainty.us(), 500);  // half a millisecond
  EXPECT_EQ(end, "duration");
}

TEST_F(Import, UncertaintyCanBeGiven) {
  import(kTable, {"--uncertainty", "20ms"});
  ASSERT_THAT(logs(), SizeIs(1));
  auto reader = log::Reader::open(logs()[0]);
  while (const auto* record = reader->next()) {
    const auto* input = std::get_if<Input>(&record->record);
    if (input == nullptr || input->kind != InputKind::edge) continue;
    EXPECT_EQ(input->uncertainty.us(), 20'000);
  }
}

TEST_F(Import, PokesOfOneInstantAreDecidedInTheTablesOrder) {
  const Ran ran = import("time_s,subject,event\n0,B,onset\n0,A,onset\n0.0,B,offset\n");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("1 coordinated"));
}

TEST_F(Import, RowsAfterTheSessionsEndAreLeftOutAndCounted) {
  const Ran ran = import(kTable, {"--duration", "5s"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("4 rows"));
  EXPECT_THAT(ran.err, HasSubstr("2 row(s) after the session's end at 5s"));
  EXPECT_EQ(place_.dyad({"replay", logs()[0]}).exit_code, 0);
}

TEST_F(Import, NamesEveryBadRowAndWritesNothing) {
  const Ran ran = import("time_s,subject,event\n1,A,lick\n2,C,poke_on\nx,A,poke_on\n",
                         {"--subjects", "A,B"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("t.csv:2:5:"));
  EXPECT_THAT(ran.err, HasSubstr("t.csv:3:3:"));
  EXPECT_THAT(ran.err, HasSubstr("t.csv:4:1:"));
  EXPECT_THAT(logs(), IsEmpty());
}

TEST_F(Import, NeedsAsManySubjectsAsTheRigHasSeats) {
  const Ran ran = import("time_s,subject,event\n1,A,poke_on\n");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("--subjects"));
  EXPECT_THAT(logs(), IsEmpty());
}

TEST_F(Import, SaysThatTheTableCannotBeRead) {
  const Ran ran =
      place_.dyad({"import", "--csv", "none.csv", "--rig", "r", "--schedule", "s"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("none.csv"));
}

TEST_F(Import, NeverOverwritesALog) {
  import(kTable);
  import(kTable);
  EXPECT_THAT(logs(), SizeIs(2));
}

}  // namespace
}  // namespace dyad::cli

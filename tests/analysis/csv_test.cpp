#include "dyad/analysis/csv.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace dyad::analysis {
namespace {

log::Header header() {
  log::Header header;
  header.subjects = {"m1", "m,2"};
  header.rig = nlohmann::ordered_json::parse(R"({
    "subjects": ["left", "right"], "devices": {"sim": {}},
    "channels": {"poke_left": {"subject": "left"}, "light": {},
                 "valve \"r\"": {"subject": "right"}}})");
  return header;
}

log::Names names_of_stage(const char* stage) {
  log::Header with_stage = header();
  with_stage.schedule["stages"] = {nlohmann::ordered_json::parse(stage)};
  return log::Names::of(with_stage).value();
}

// What stands after `iti_us` in each row; the rows of the tests here have no interval.
std::vector<std::string> further(const std::string& table) {
  std::vector<std::string> rows;
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    line.pop_back();
    const std::string before = rows.empty() ? ",iti_us" : ",0.000,0.000,";
    const auto at = line.find(before);
    rows.push_back(at == std::string::npos ? "?" : line.substr(at + before.size()));
  }
  return rows;
}
using Rows = std::vector<std::string>;

class Csv : public ::testing::Test {
 protected:
  log::Names names = log::Names::of(header()).value();
  std::ostringstream out;
};

TEST_F(Csv, QuotesFieldsAsRfc4180Says) {
  CsvRow(out).text("a").text("b,c").text("d \"e\"").text("f\ng").empty().boolean(true);
  EXPECT_EQ(out.str(), "a,\"b,c\",\"d \"\"e\"\"\",\"f\ng\",,true\r\n");
}

TEST_F(Csv, WritesDecimalsExactly) {
  CsvRow(out)
      .decimal(1, 6)
      .decimal(1234567, 6)
      .decimal(-1, 3)
      .decimal(0, 3)
      .decimal(-4000, 3);
  EXPECT_EQ(out.str(), "0.000001,1.234567,-0.001,0.000,-4.000\r\n");
}

TEST_F(Csv, TrialsHaveOneRowATrialAndColumnsOfEachSubject) {
  Trial decided;
  decided.number = 1;
  decided.start = Time::from_us(1500000);
  decided.outcome = Outcome::coordinated;
  decided.first = 1;
  decided.latency[0] = Duration::from_us(700);
  decided.latency[1] = Duration::from_us(500);
  decided.dt = Duration::from_us(200);
  decided.dt_uncertainty = Duration::from_us(3);
  decided.ambiguous = true;
  decided.reward_nl[0] = 4000;
  decided.iti = Duration::from_us(8000000);
  Trial open;
  open.number = 2;
  write_trials(out, "s.jsonl", names, {decided, open});
  EXPECT_EQ(out.str(),
            "session,trial,start_us,start_s,outcome,first,dt_us,dt_uncertainty_us,"
            "ambiguous,latency_us_m1,\"latency_us_m,2\",reward_ul_m1,\"reward_ul_m,2\","
            "iti_us\r\n"
            "s.jsonl,1,1500000,1.500000,coordinated,\"m,2\",200,3,true,700,500,4.000,"
            "0.000,8000000\r\n"
            "s.jsonl,2,0,0.000000,,,,,false,,,0.000,0.000,\r\n");
}

TEST_F(Csv, TrialsHaveAColumnForEachThingThatTheStageHas) {
  const log::Names staged = names_of_stage(R"({
    "choices": {"near": [], "far": []}, "blocks": [{"name": "a"}, {"name": "b"}],
    "factors": [{"name": "probe", "levels": [{"name": "normal"}, {"name": "rare"}]},
                {"name": "size", "levels": [{"name": "5"}, {"name": "9"}]}]})");
  Trial full;
  full.conditions = {.block = 1, .target = 1, .catch_trial = true};
  full.conditions.levels[0] = 1;
  full.conditions.levels[1] = 0;
  full.choices[1] = 0;
  full.withheld = {{kNoSubject, WithheldReason::catch_trial},
                   {0, WithheldReason::chance},
                   {1, WithheldReason::cap}};
  write_trials(out, "s.jsonl", staged, {full, Trial{}});
  EXPECT_EQ(
      further(out.str()),
      (Rows{",block,condition_probe,condition_size,target,catch,choice_m1,"
            "\"choice_m,2\",withheld",
            ",b,rare,5,far,true,,near,\"catch;chance:m1;cap:m,2\"", ",,,,,false,,,"}));
}

TEST_F(Csv, TrialsHaveNoColumnForWhatNeitherStageNorSessionHas) {
  const log::Names blocks_only = names_of_stage(R"({"blocks": [{"name": "a"}]})");
  Trial trial;
  trial.conditions.block = 0;
  write_trials(out, "s.jsonl", blocks_only, {trial});
  EXPECT_EQ(further(out.str()), (Rows{",block", ",a"}));
  std::ostringstream plain;
  Trial withheld;
  withheld.withheld = {{0, WithheldReason::ended}};
  write_trials(plain, "s.jsonl", names, {Trial{}, withheld});
  EXPECT_EQ(further(plain.str()), (Rows{",withheld", ",", ",ended:m1"}));
}

TEST_F(Csv, EventsHaveOneRowAnEdgeAnActuationAndABoardDecision) {
  const log::Header head = header();
  EventTable table(out, names, head.rig);
  Input edge;
  edge.time = Time::from_us(7);
  edge.channel = 0;
  edge.active = true;
  edge.uncertainty = Duration::from_us(2);
  table.add(log::Record(edge));
  Input deadline;
  deadline.kind = InputKind::deadline;
  table.add(log::Record(deadline));
  table.add(log::Record(Note{}));
  table.add(log::Record(log::UnfedEdge{edge}));
  table.add(log::Record(ClockSample{}));
  table.add(log::Record(BoardDecision{0, 1, BoardVerdict::coordinated,
                                      Time::from_us(900000), Time::from_us(7)}));
  table.add(log::Record(Actuation{Time::from_us(1000009), 4, 2, Duration::from_us(50),
                                  ActuationStatus::cut}));
  table.add(log::Record(Actuation{Time::from_us(1000010), 5, 1, Duration::from_us(1),
                                  ActuationStatus::done}));
  EXPECT_EQ(table.rows(), 5U);
  EXPECT_EQ(
      out.str(),
      "t_s,t_us,type,subject,channel,active,reconciled,uncertainty_us,duration_us,"
      "status,token\r\n"
      "0.000007,7,input,m1,poke_left,true,false,2,,,\r\n"
      "0.000007,7,unfed_edge,m1,poke_left,true,false,2,,,\r\n"
      "0.900000,900000,board_decision,,,,,,,coordinated,\r\n"
      "1.000009,1000009,actuation,\"m,2\",\"valve \"\"r\"\"\",,,,50,cut,4\r\n"
      "1.000010,1000010,actuation,,light,,,,1,done,5\r\n");
}

}  // namespace
}  // namespace dyad::analysis

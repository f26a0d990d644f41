#include <gtest/gtest.h>

#include "dyad/log/line_encoder.hpp"
#include "log/log_support.hpp"

// How the names of a stage's blocks, factors, levels and choices get into the lines.
namespace dyad::log {
namespace {

using namespace testing;
using nlohmann::ordered_json;

Names names_with(const ordered_json& schedule, std::size_t stage = 0) {
  Header header = sample_header();
  header.schedule = schedule;
  header.stage = stage;
  return Names::of(header).value();
}
Names names_with(const std::string& schedule) {
  return names_with(ordered_json::parse(schedule));
}

std::vector<std::string> all(const NameTable& table) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < table.size(); ++i) names.push_back(table.name(i));
  return names;
}
using Strings = std::vector<std::string>;

// Without seq and CRC.
std::string line(const Names& names, const note::Body& body) {
  LineEncoder encoder(names);
  std::string text(encoder.encode(1, Note{Time::from_us(5), 7, body}));
  const std::string head = R"({"seq":1,"t":5,"type":"note","trial":7,"note":)";
  EXPECT_EQ(text.substr(0, head.size()), head);
  return text.substr(head.size(), text.find(",\"crc\"") - head.size());
}

note::TrialStart full_start() {
  note::TrialStart start{.block = 1, .target = 0, .catch_trial = true};
  start.levels[0] = 1;
  start.levels[1] = 2;
  return start;
}

note::TrialOutcome outcome_with_choices() {
  note::TrialOutcome outcome;
  outcome.choices[0] = 1;
  return outcome;
}

const Names& sample_names() {
  static const Names names = Names::of(sample_header()).value();
  return names;
}
const Names& plain_names() {
  static const Names names =
      names_with(std::string(R"({"stages":[{"window_ms":750}]})"));
  return names;
}

TEST(StageNames, AreThoseOfTheHeadersStageInTheOrderOfTheFile) {
  const Names& names = sample_names();
  EXPECT_EQ(all(names.blocks), (Strings{"baseline", "tight \"2\""}));
  EXPECT_EQ(all(names.factors), (Strings{"probe", "größe"}));
  ASSERT_EQ(names.levels.size(), 2U);
  EXPECT_EQ(all(names.levels[0]), (Strings{"normal", "catch"}));
  EXPECT_EQ(all(names.levels[1]), (Strings{"5", "10", "é"}));
  EXPECT_EQ(all(names.choices), (Strings{"near", "fär"}));
}

TEST(StageNames, OfAnotherStageAreNotTaken) {
  for (const std::size_t stage : {0U, 1U, 3U}) {
    const Names names = names_with(sample_schedule(), stage);
    EXPECT_EQ(names.blocks.size(), 0U);
    EXPECT_EQ(names.factors.size(), 0U);
    EXPECT_EQ(names.levels.size(), 0U);
    EXPECT_EQ(names.choices.size(), 0U);
  }
}

TEST(StageNames, HoldTheChoicesOfBlocksAndLevelsTooEachOnce) {
  const Names names = names_with(std::string(R"({"stages":[{
      "choices": {"a": [], "b": []},
      "blocks": [{"name": "x"}, {"name": "y", "set": {"choices": {"b": [], "c": []}}}],
      "factors": [{"name": "f", "levels": [
        {"name": "l", "set": {"choices": {"d": [], "a": []}}}, {"name": "m"}]}]}]})"));
  EXPECT_EQ(all(names.choices), (Strings{"a", "b", "c", "d"}));
}

TEST(StageNames, StandInTheLinesOfTheTrialsThatHaveThem) {
  EXPECT_EQ(line(sample_names(), full_start()),
            R"("trial_start","block":"tight \"2\"","conditions":{"probe":"catch",)"
            R"("größe":"é"},"target":"near","catch":true)");
  note::TrialStart second_factor_only;
  second_factor_only.levels[1] = 0;
  EXPECT_EQ(line(sample_names(), second_factor_only),
            R"("trial_start","conditions":{"größe":"5"})");
  EXPECT_EQ(line(sample_names(), note::TrialStart{}), R"("trial_start")");
  EXPECT_EQ(line(sample_names(), note::Response{0, ResponseRole::wrong, {}, {}, 1}),
            R"("response","subject":"A1","role":"wrong","choice":"fär")");
  EXPECT_EQ(line(sample_names(), outcome_with_choices()),
            R"("outcome","outcome":"miss","latency_us":{"A1":null,"B \"2\"":null},)"
            R"("ambiguous":false,"choices":{"A1":"fär","B \"2\"":null})");
}

TEST(StageNames, NotesThatNeedNoneStandWithoutThem) {
  EXPECT_EQ(line(sample_names(), note::Initiated{0}), R"("initiated","subject":"A1")");
  EXPECT_EQ(line(sample_names(), note::Initiated{}), R"("initiated")");
  EXPECT_EQ(line(sample_names(), note::RewardWithheld{1, WithheldReason::cap}),
            R"("reward_withheld","subject":"B \"2\"","reason":"cap")");
  EXPECT_EQ(
      line(sample_names(), note::RewardWithheld{kNoSubject, WithheldReason::chance}),
      R"("reward_withheld","reason":"chance")");
  EXPECT_EQ(line(sample_names(), note::ItiExtended{Time::from_us(9)}),
            R"("iti_extended","until_us":9)");
}

// The lines that dyad 0.1 wrote, byte for byte.
TEST(StageNames, OfAPlainScheduleLeaveTheLinesAsTheyWere) {
  EXPECT_EQ(line(plain_names(), note::TrialStart{}), R"("trial_start")");
  EXPECT_EQ(line(plain_names(), note::Response{0, ResponseRole::late, {}, {}}),
            R"("response","subject":"A1","role":"late")");
  EXPECT_EQ(line(plain_names(), note::TrialOutcome{}),
            R"("outcome","outcome":"miss","latency_us":{"A1":null,"B \"2\"":null},)"
            R"("ambiguous":false)");
}

TEST(StageNames, ThatTheHeaderDoesNotGiveAreLeftOut) {
  EXPECT_EQ(line(plain_names(), full_start()), R"("trial_start","catch":true)");
  EXPECT_EQ(line(plain_names(), note::Response{0, ResponseRole::wrong, {}, {}, 1}),
            R"("response","subject":"A1","role":"wrong")");
  note::TrialStart beyond{.block = 2, .target = 2};
  beyond.levels.fill(3);
  EXPECT_EQ(line(sample_names(), beyond), R"("trial_start")");
}

TEST(StageNames, OfASchedulePastReadingAreNone) {
  for (const char* schedule :
       {"null", "[]", "7", R"({"stages":null})", R"({"stages":{"a":{}}})",
        R"({"stages":[]})", R"({"stages":[7]})", R"({"stages":[{"blocks":{}}]})",
        R"({"stages":[{"blocks":[7]}]})", R"({"stages":[{"blocks":[{"name":3}]}]})",
        R"({"stages":[{"blocks":[{"name":"a"},{}]}]})",
        R"({"stages":[{"blocks":[{"name":"a"},{"name":"a"}]}]})",
        R"({"stages":[{"blocks":[{"name":""}]}]})",
        R"({"stages":[{"blocks":[{"name":"a\nb"}]}]})",
        R"({"stages":[{"blocks":7,"choices":["a"]}]})",
        R"({"stages":[{"choices":["a","b"],"factors":"x"}]})",
        R"({"stages":[{"choices":{"":[],"b":[]}}]})",
        R"({"stages":[{"factors":[{"name":"f","levels":3},{"levels":[]}]}]})",
        R"({"stages":[{"factors":[{"name":"1"},{"name":"2"},{"name":"3"},)"
        R"({"name":"4"},{"name":"5"}]}]})"}) {
    const Names names = names_with(std::string(schedule));
    EXPECT_EQ(names.blocks.size(), 0U) << schedule;
    EXPECT_EQ(names.factors.size(), 0U) << schedule;
    EXPECT_EQ(names.levels.size(), 0U) << schedule;
    EXPECT_EQ(names.choices.size(), 0U) << schedule;
  }
}

TEST(StageNames, AFactorWhoseLevelsCannotBeReadKeepsItsPlace) {
  const Names names = names_with(
      std::string(R"({"stages":[{"factors":[{"name":"f","levels":3},)"
                  R"({"name":"g","levels":[{"name":"a"},{"name":"b"}]}]}]})"));
  EXPECT_EQ(all(names.factors), (Strings{"f", "g"}));
  note::TrialStart start;
  start.levels[0] = 0;
  start.levels[1] = 1;
  EXPECT_EQ(line(names, start), R"("trial_start","conditions":{"g":"b"})");
}

TEST(StageNames, MoreThanDyadHasAreNone) {
  ordered_json stage;
  for (std::size_t i = 0; i <= kMaxChoices; ++i) {
    stage["choices"]["c" + std::to_string(i)] = ordered_json::array();
  }
  for (std::size_t i = 0; i <= 300; ++i) {
    stage["blocks"].push_back({{"name", "b" + std::to_string(i)}});
  }
  const Names names = names_with(ordered_json{{"stages", {stage}}});
  EXPECT_EQ(names.choices.size(), 0U);
  EXPECT_EQ(names.blocks.size(), 0U);
}

TEST(AutomatedPartner, IsADeviceAfterThoseOfTheRig) {
  const Names& names = sample_names();
  EXPECT_EQ(all(names.devices), (Strings{"gpio", "sim \"two\"", "partner"}));
  Input input;
  input.source = 2;
  input.channel = 1;
  LineEncoder encoder(names);
  EXPECT_NE(encoder.encode(1, input).find(R"("device":"partner")"),
            std::string_view::npos);
}

TEST(AutomatedPartner, GivesWayToADeviceOfItsNameThatTheRigHas) {
  Header header = sample_header();
  header.rig["devices"] = ordered_json::parse(R"({"partner": {}, "gpio": {}})");
  EXPECT_EQ(all(Names::of(header).value().devices), (Strings{"partner", "gpio"}));
}

}  // namespace
}  // namespace dyad::log

#include "dyad/server/calibration_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "analysis/log_file.hpp"
#include "dyad/config/read.hpp"
#include "dyad/core/utc_text.hpp"

namespace dyad::server {
namespace {

using analysis::testing::file_text;
using analysis::testing::Folder;
using analysis::testing::write_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Json = config::Json;

constexpr std::int64_t kDay = 86'400'000'000;
constexpr std::int64_t kNow = 1'795'514'645'000'000;  // 20261124T100405Z

Calibration measured(std::int64_t open_us, std::int64_t ug_of_a_hundred) {
  return *calibrate({{Duration::from_us(open_us), 100, {ug_of_a_hundred}}});
}

Json sim_rig() {
  return Json::parse(
      file_text(std::string(DYAD_SOURCE_DIR) + "/rig-configs/rigs/sim.json"));
}

config::Rig read(const Json& json) {
  config::Problems problems;
  const auto document = config::parse_document("rig", json.dump(), problems);
  const auto rig = config::read_rig(*document, problems);
  for (const auto& problem : problems) ADD_FAILURE() << problem.text();
  return rig.value_or(config::Rig{});
}

const config::Valve& valve(const config::Rig& rig, const char* name) {
  return rig.channels.at(rig.find_channel(name).value()).valve;
}

class CalibrationStores : public ::testing::Test {
 protected:
  CalibrationRecord add(const std::string& channel, std::int64_t when,
                        std::int64_t open_us = 40'000, std::int64_t ug = 500'000) {
    const auto record = store_.add(channel, measured(open_us, ug), "anna", "", when);
    if (!record) ADD_FAILURE() << record.error().text();
    return record ? *record : CalibrationRecord{};
  }

  Folder folder_;
  CalibrationStore store_{folder_.path, "Box 1"};
};

TEST_F(CalibrationStores, KeepEveryRecordOfAChannelNewestFirst) {
  const auto old = add("valve_left", kNow - kDay);
  const auto now = add("valve_left", kNow);
  add("valve_right", kNow);
  EXPECT_THAT(store_.history("valve_left").records, ElementsAre(now, old));
  EXPECT_EQ(store_.newest("valve_left")->value(), now);
  EXPECT_FALSE(store_.newest("valve")->has_value());
  EXPECT_THAT(store_.history("left").records, IsEmpty());
}

TEST_F(CalibrationStores, ARecordIsNeverOverwritten) {
  const auto first = add("valve_left", kNow);
  const auto second =
      store_.add("valve_left", measured(40'000, 999'000), "ben", "", kNow + 100);
  ASSERT_FALSE(second);
  EXPECT_THAT(store_.history("valve_left").records, ElementsAre(first));
}

TEST_F(CalibrationStores, RecordsOfAnotherRigAreNotThese) {
  add("valve_left", kNow);
  const CalibrationStore other(folder_.path, "Box 2");
  EXPECT_FALSE(other.newest("valve_left")->has_value());
}

TEST_F(CalibrationStores, ADamagedNewestRecordIsNotReplacedByAnOlderOne) {
  add("valve_left", kNow - kDay);
  add("valve_left", kNow);
  const std::string path =
      folder_.of("calibrations/box-1/20261124T100405Z_valve_left.json");
  std::string text = file_text(path);
  text.replace(text.find("500"), 3, "700");
  write_file(path, text);
  const auto newest = store_.newest("valve_left");
  ASSERT_FALSE(newest);
  EXPECT_THAT(newest.error().what, HasSubstr("20261124T100405Z_valve_left.json"));
  EXPECT_FALSE(apply_calibrations(sim_rig(), store_));
  const auto history = store_.history("valve_left");
  EXPECT_THAT(history.records, SizeIs(1));
  EXPECT_THAT(history.unread, SizeIs(1));
}

TEST_F(CalibrationStores, ARenamedRecordIsNotTakenForAnother) {
  add("valve_left", kNow);
  std::filesystem::copy(
      folder_.of("calibrations/box-1/20261124T100405Z_valve_left.json"),
      folder_.of("calibrations/box-1/20261125T100405Z_valve_right.json"));
  EXPECT_FALSE(store_.newest("valve_right"));
}

TEST_F(CalibrationStores, OfAFolderThatIsNotThereThereAreNone) {
  EXPECT_FALSE(store_.newest("valve_left")->has_value());
  const auto rig = apply_calibrations(sim_rig(), store_);
  ASSERT_TRUE(rig);
  EXPECT_EQ(*rig, sim_rig());
}

TEST_F(CalibrationStores, TheNewestTableGoesIntoTheRigExactly) {
  const auto record =
      store_.add("valve_left",
                 *calibrate({{Duration::from_us(20'001), 100, {210'300}},
                             {Duration::from_us(33'103), 1, {4'007}},
                             {Duration::from_us(99'999), 1, {999'999}}}),
                 "anna", "", kNow);
  ASSERT_TRUE(record);
  const auto json = apply_calibrations(sim_rig(), store_);
  ASSERT_TRUE(json);
  const config::Rig rig = read(*json);
  const config::Rig before = read(sim_rig());
  EXPECT_EQ(valve(rig, "valve_left").calibration, record->calibration.table);
  EXPECT_EQ(valve(rig, "valve_left").calibration_record, "20261124T100405Z");
  EXPECT_EQ(valve(rig, "valve_right"), valve(before, "valve_right"));
  EXPECT_EQ(rig.channels.size(), before.channels.size());
  EXPECT_EQ(rig.channels[0], before.channels[0]);
}

TEST_F(CalibrationStores, ATableOfTheFileThatIsNewerStays) {
  add("valve_left", kNow);
  Json rig = sim_rig();
  rig["channels"]["valve_left"]["calibration_record"] = "20261124T100405Z";
  EXPECT_EQ(*apply_calibrations(rig, store_), rig);
  rig["channels"]["valve_left"]["calibration_record"] = "20261124T100404Z";
  EXPECT_NE(*apply_calibrations(rig, store_), rig);
}

TEST(CalibrationAge, IsAProblemOnlyBeyondTheRigsLimit) {
  Json json = sim_rig();
  EXPECT_FALSE(age_problem(read(json), kNow));
  json["calibration_max_age_days"] = 30;
  json["channels"]["valve_left"]["calibration_record"] = utc_compact(kNow - 30 * kDay);
  json["channels"]["valve_right"]["calibration_record"] = utc_compact(kNow);
  EXPECT_FALSE(age_problem(read(json), kNow));
  const auto problem = age_problem(read(json), kNow + 1'000'000);
  ASSERT_TRUE(problem);
  EXPECT_THAT(problem->what, HasSubstr("valve_left was calibrated 30 days ago"));
  EXPECT_THAT(problem->what, HasSubstr("the rig allows 30 days"));
  EXPECT_THAT(problem->what, ::testing::Not(HasSubstr("valve_right")));
}

TEST(CalibrationAge, IsAProblemWhereItIsNotKnown) {
  Json json = sim_rig();
  json["calibration_max_age_days"] = 365;
  const auto problem = age_problem(read(json), kNow);
  ASSERT_TRUE(problem);
  EXPECT_THAT(problem->what, HasSubstr("valve_left has no calibration record; "
                                       "valve_right has no calibration record"));
}

}  // namespace
}  // namespace dyad::server

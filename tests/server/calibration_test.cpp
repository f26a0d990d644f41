#include "dyad/server/calibration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<CalibrationRow> rows(const std::string& text) {
  std::vector<RowComplaint> complaints;
  auto read = read_rows(Json::parse(text), complaints);
  for (const auto& each : complaints) ADD_FAILURE() << each.pointer << each.detail;
  return read;
}

std::vector<std::string> complaints_about(const std::string& text) {
  std::vector<RowComplaint> complaints;
  EXPECT_THAT(read_rows(Json::parse(text), complaints), IsEmpty());
  std::vector<std::string> pointers;
  for (const RowComplaint& each : complaints) pointers.push_back(each.pointer);
  return pointers;
}

config::CalibrationPoint point(std::int64_t us, std::uint32_t nl) {
  return {Duration::from_us(us), nl};
}

TEST(CalibrationRows, KeepEveryDigitThatWasEntered) {
  const auto read = rows(
      R"([{"open_ms": "12.345", "pulses": 100, "weights_mg": ["412.5", "0.001", "7"]}])");
  ASSERT_EQ(read.size(), 1U);
  EXPECT_EQ(read[0].open, Duration::from_us(12'345));
  EXPECT_THAT(read[0].weights_ug, ElementsAre(412'500, 1, 7'000));
}

TEST(CalibrationRows, EverythingThatIsWrongIsSaidAtOnce) {
  EXPECT_THAT(
      complaints_about(R"([
        {"open_ms": 30, "pulses": 0, "weights_mg": ["1", "1,5", "-2", "0", "1.2345"]},
        {"open_ms": "10001", "pulses": 1.5, "weights_mg": []},
        {}, "text"])"),
      ElementsAre("/0/open_ms", "/0/pulses", "/0/weights_mg/1", "/0/weights_mg/2",
                  "/0/weights_mg/3", "/0/weights_mg/4", "/1/open_ms", "/1/pulses",
                  "/1/weights_mg", "/2/open_ms", "/2/pulses", "/2/weights_mg", "/3"));
  EXPECT_THAT(complaints_about("{}"), ElementsAre(""));
  EXPECT_THAT(complaints_about("[]"), ElementsAre(""));
}

// 400 mg of 100 pulses are 4 µl each; two weighings count alike.
TEST(Calibrate, TheTableHoldsTheMeasuredMeans) {
  const auto result =
      calibrate(rows(R"([{"open_ms": "40", "pulses": 100, "weights_mg": ["600", "601"]},
               {"open_ms": "20", "pulses": 3, "weights_mg": ["0.001"]},
               {"open_ms": "30", "pulses": 100, "weights_mg": ["400"]}])"));
  ASSERT_FALSE(result);  // a third of a nl is none
  EXPECT_THAT(result.error().what, HasSubstr("20 ms comes to 0 µl a pulse"));
  const auto sound =
      calibrate(rows(R"([{"open_ms": "40", "pulses": 100, "weights_mg": ["600", "601"]},
               {"open_ms": "20", "pulses": 3, "weights_mg": ["0.002"]},
               {"open_ms": "30", "pulses": 100, "weights_mg": ["400"]}])"));
  ASSERT_TRUE(sound);
  EXPECT_THAT(sound->table,
              ElementsAre(point(20'000, 1), point(30'000, 4000), point(40'000, 6005)));
}

// 2, 4 and 7 µl at 20, 30 and 40 ms: slope 250, mean 13/3 µl at 30 ms.
TEST(Calibrate, TheFitIsTheLeastSquaresLine) {
  const auto result =
      calibrate(rows(R"([{"open_ms": "20", "pulses": 1, "weights_mg": ["2"]},
                         {"open_ms": "30", "pulses": 1, "weights_mg": ["4"]},
                         {"open_ms": "40", "pulses": 1, "weights_mg": ["7"]}])"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->fit.slope_nl_per_ms, 250);
  EXPECT_EQ(result->fit.intercept_nl, -3166.7);
  EXPECT_THAT(result->fit.residuals_nl, ElementsAre(166.7, -333.3, 166.7));
  EXPECT_EQ(result->fit.worst_percent, 8.33);
}

TEST(Calibrate, ALineThatFitsLeavesNothing) {
  const auto result =
      calibrate(rows(R"([{"open_ms": "20", "pulses": 10, "weights_mg": ["20"]},
                         {"open_ms": "40", "pulses": 10, "weights_mg": ["40"]}])"));
  ASSERT_TRUE(result);
  EXPECT_THAT(result->fit.residuals_nl, ElementsAre(0, 0));
  EXPECT_EQ(result->fit.intercept_nl, 0);
}

TEST(Calibrate, OneRowIsALineThroughZero) {
  const auto result =
      calibrate(rows(R"([{"open_ms": "40", "pulses": 10, "weights_mg": ["50"]}])"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->fit.slope_nl_per_ms, 125);
  EXPECT_EQ(result->fit.worst_percent, 0);
}

TEST(Calibrate, RowsThatDoNotRiseAreAllNamed) {
  const auto result =
      calibrate(rows(R"([{"open_ms": "20", "pulses": 1, "weights_mg": ["4"]},
                         {"open_ms": "30", "pulses": 1, "weights_mg": ["4"]},
                         {"open_ms": "40", "pulses": 1, "weights_mg": ["5"]},
                         {"open_ms": "40", "pulses": 1, "weights_mg": ["6"]},
                         {"open_ms": "50", "pulses": 1, "weights_mg": ["1001"]}])"));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().what,
              HasSubstr("30 ms comes to 4 µl a pulse, no more than the 4 µl of 20 ms"));
  EXPECT_THAT(result.error().what, HasSubstr("two rows are of 40 ms"));
  EXPECT_THAT(result.error().what, HasSubstr("50 ms comes to 1001 µl"));
  EXPECT_THAT(result.error().remedy, HasSubstr("weigh them again"));
}

CalibrationRecord record() {
  return {"20261124T100405Z",
          "box 1",
          "valve_left",
          "anna",
          "new tube",
          *calibrate(rows(
              R"([{"open_ms": "20.5", "pulses": 100, "weights_mg": ["210", "214.2"]},
                  {"open_ms": "40", "pulses": 100, "weights_mg": ["500"]}])"))};
}

TEST(CalibrationRecords, ComeBackAsTheyWereWritten) {
  const auto read = read_record(Json::parse(record_json(record()).dump()));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, record());
}

TEST(CalibrationRecords, AreTheShapeOfTheControlApi) {
  EXPECT_EQ(
      record_json(record()).dump(),
      R"({"id":"20261124T100405Z","made_utc":"2026-11-24T10:04:05.000000Z",)"
      R"("made_by":"anna","note":"new tube","rig":"box 1","channel":"valve_left",)"
      R"("rows":[{"open_ms":"20.5","pulses":100,"weights_mg":["210","214.2"]},)"
      R"({"open_ms":"40","pulses":100,"weights_mg":["500"]}],)"
      R"("table":[{"open_us":20500,"volume_nl":2121},)"
      R"({"open_us":40000,"volume_nl":5000}],"fit":{"slope_nl_per_ms":147.641,)"
      R"("intercept_nl":-905.6,"residuals_nl":[0.0,0.0],"worst_percent":0.0}})");
}

TEST(CalibrationRecords, AChangedTableIsRefused) {
  Json json = record_json(record());
  json["table"][0]["volume_nl"] = 2500;
  const auto read = read_record(json);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().what, HasSubstr("changed"));
  EXPECT_FALSE(read_record(Json()));
  EXPECT_FALSE(read_record(Json::object()));
}

TEST(CalibrationRecords, AgeInWholeDays) {
  constexpr std::int64_t kMade = 1'795'514'645'000'000;
  constexpr std::int64_t kDay = 86'400'000'000;
  EXPECT_EQ(age_days("20261124T100405Z", kMade), 0);
  EXPECT_EQ(age_days("20261124T100405Z", kMade + kDay - 1), 0);
  EXPECT_EQ(age_days("20261124T100405Z", kMade + kDay), 1);
  EXPECT_EQ(age_days("20261124T100405Z", kMade - 5 * kDay), 0);
}

}  // namespace
}  // namespace dyad::server

#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "dyad/config/rig.hpp"
#include "dyad/core/result.hpp"
#include "dyad/core/time.hpp"

// Measuring what a valve delivers: docs/calibration.md. A milligram of water counts as
// a microlitre, so that 1 µg is 1 nl; all that goes to a rig is in whole nl.
namespace dyad::server {

// One open time, and what so many pulses of it weighed, as often as they were weighed.
struct CalibrationRow {
  Duration open;
  std::uint32_t pulses = 0;
  std::vector<std::int64_t> weights_ug;  // >= 1, each of all the pulses
  bool operator==(const CalibrationRow&) const = default;
};

// The straight line through the rows' mean volumes, by least squares; through 0 of one
// row alone. For the eye: sessions use the table.
struct CalibrationFit {
  double slope_nl_per_ms = 0;
  double intercept_nl = 0;
  std::vector<double> residuals_nl;  // measured minus line, by row
  double worst_percent = 0;          // the largest of them, of what was measured
  bool operator==(const CalibrationFit&) const = default;
};

struct Calibration {
  std::vector<CalibrationRow> rows;             // by open time
  std::vector<config::CalibrationPoint> table;  // the mean of one pulse, by row
  CalibrationFit fit;
  bool operator==(const Calibration&) const = default;
};

// A calibration that was stored, and is never changed.
struct CalibrationRecord {
  std::string id;  // when it was made: 20261124T100405Z
  std::string rig;
  std::string channel;
  std::string made_by;
  std::string note;
  Calibration calibration;
  bool operator==(const CalibrationRecord&) const = default;
};

// One thing that is wrong in what somebody entered.
struct RowComplaint {
  std::string pointer;  // within the list of rows
  std::string detail;
  bool operator==(const RowComplaint&) const = default;
};

// Reads ROWs of docs/control_api.md, whose numbers are texts so that every digit that
// was entered counts. Appends everything that is wrong, and is empty then.
std::vector<CalibrationRow> read_rows(const nlohmann::ordered_json& rows,
                                      std::vector<RowComplaint>& complaints);

// An error that names the rows where they make no table: the volumes of one pulse must
// rise with the open time, and no two rows may have the same.
Result<Calibration> calibrate(std::vector<CalibrationRow> rows);

// RECORD of docs/control_api.md; of a calibration that is not stored without the rest.
nlohmann::ordered_json calibration_json(const Calibration& calibration);
nlohmann::ordered_json record_json(const CalibrationRecord& record);

// An error where it is no record, or its table is not what its rows come to.
Result<CalibrationRecord> read_record(const nlohmann::ordered_json& json);

// How old a record is: whole days, 0 of one from the future. The id is a record's.
std::int64_t age_days(const std::string& id, std::int64_t now_utc_us);

}  // namespace dyad::server

#include "dyad/server/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "decimal_text.hpp"
#include "dyad/core/utc_text.hpp"

namespace dyad::server {
namespace {

constexpr std::uint32_t kMaxVolume_nl = 1'000'000;  // of a pulse, as in a rig file

std::string row_name(const CalibrationRow& row) {
  return decimal_text(row.open.us(), 3) + " ms";
}

std::string volume_text(std::int64_t nl) { return decimal_text(nl, 3) + " µl"; }

// The mean of one pulse, to the nearest nl.
std::int64_t mean_nl(const CalibrationRow& row) {
  const std::int64_t total =
      std::accumulate(row.weights_ug.begin(), row.weights_ug.end(), std::int64_t{0});
  const auto pulses = static_cast<std::int64_t>(row.weights_ug.size()) * row.pulses;
  return (2 * total + pulses) / (2 * pulses);
}

double rounded(double value, double steps) { return std::round(value * steps) / steps; }

CalibrationFit fit_of(const std::vector<config::CalibrationPoint>& table) {
  const auto n = static_cast<double>(table.size());
  double x = 0;
  double y = 0;
  double xx = 0;
  double xy = 0;
  for (const config::CalibrationPoint& point : table) {
    const double ms = static_cast<double>(point.open.us()) / 1000;
    x += ms;
    y += point.volume_nl;
    xx += ms * ms;
    xy += ms * point.volume_nl;
  }
  const bool line = table.size() > 1;
  const double slope = line ? (n * xy - x * y) / (n * xx - x * x) : y / x;
  const double intercept = line ? (y - slope * x) / n : 0;
  CalibrationFit fit;
  fit.slope_nl_per_ms = rounded(slope, 1000);
  fit.intercept_nl = rounded(intercept, 10);
  for (const config::CalibrationPoint& point : table) {
    const double ms = static_cast<double>(point.open.us()) / 1000;
    const double residual = point.volume_nl - (slope * ms + intercept);
    // Adding 0 leaves no "-0" behind.
    fit.residuals_nl.push_back(rounded(residual, 10) + 0.0);
    fit.worst_percent =
        std::max(fit.worst_percent, std::abs(residual) / point.volume_nl * 100);
  }
  fit.worst_percent = rounded(fit.worst_percent, 100);
  return fit;
}

// What keeps the rows, in their order, from being a table.
std::vector<std::string> faults_of(const std::vector<CalibrationRow>& rows) {
  std::vector<std::string> faults;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int64_t volume = mean_nl(rows[i]);
    if (volume < 1 || volume > kMaxVolume_nl) {
      faults.push_back(row_name(rows[i]) + " comes to " + volume_text(volume) +
                       " a pulse; a row is of 0.001 to 1000 µl");
    }
    if (i == 0) continue;
    const CalibrationRow& before = rows[i - 1];
    if (rows[i].open == before.open) {
      faults.push_back("two rows are of " + row_name(rows[i]) +
                       "; enter both weights in one");
    } else if (volume <= mean_nl(before)) {
      faults.push_back(row_name(rows[i]) + " comes to " + volume_text(volume) +
                       " a pulse, no more than the " + volume_text(mean_nl(before)) +
                       " of " + row_name(before));
    }
  }
  return faults;
}

}  // namespace

Result<Calibration> calibrate(std::vector<CalibrationRow> rows) {
  if (rows.empty()) return Error{"no row was entered", "Weigh one open time at least."};
  std::stable_sort(
      rows.begin(), rows.end(),
      [](const CalibrationRow& a, const CalibrationRow& b) { return a.open < b.open; });
  std::string what;
  for (const std::string& fault : faults_of(rows)) {
    what += (what.empty() ? "" : "\n") + fault;
  }
  if (!what.empty()) {
    return Error{what,
                 "Check what was entered; if it is right, give these pulses and weigh "
                 "them again: a bubble, a leak or a tube that stuck would do this."};
  }
  Calibration calibration;
  for (const CalibrationRow& row : rows) {
    calibration.table.push_back({row.open, static_cast<std::uint32_t>(mean_nl(row))});
  }
  calibration.fit = fit_of(calibration.table);
  calibration.rows = std::move(rows);
  return calibration;
}

std::int64_t age_days(const std::string& id, std::int64_t now_utc_us) {
  constexpr std::int64_t kDay_us = 86'400'000'000;
  return std::max<std::int64_t>(now_utc_us - parse_utc_compact(id).value_or(0), 0) /
         kDay_us;
}

}  // namespace dyad::server

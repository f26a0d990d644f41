#include <optional>

#include "decimal_text.hpp"
#include "dyad/core/utc_text.hpp"
#include "dyad/server/calibration.hpp"

namespace dyad::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxRows = 32;  // as in a rig file
constexpr std::size_t kMaxWeights = 100;
constexpr std::int64_t kMaxPulses = 100'000;
constexpr std::int64_t kMaxWeight_ug = 1'000'000'000;
constexpr std::int64_t kFewestOpen_us = 100;
constexpr std::int64_t kMostOpen_us = 10'000'000;

// Reads one row, and notes what is wrong in it.
class RowReader {
 public:
  RowReader(const Json& json, std::size_t index, std::vector<RowComplaint>& complaints)
      : json_(json), pointer_("/" + std::to_string(index)), complaints_(complaints) {}

  CalibrationRow read() {
    if (!json_.is_object()) {
      complain("", "it is no object with open_ms, pulses and weights_mg");
      return {};
    }
    CalibrationRow row;
    read_open(row);
    read_pulses(row);
    read_weights(row);
    return row;
  }

 private:
  void complain(const std::string& where, const std::string& detail) {
    complaints_.push_back({pointer_ + where, detail});
  }

  const Json* member(const char* name) {
    const auto found = json_.find(name);
    if (found != json_.end()) return &*found;
    complain("/" + std::string(name), "it is missing");
    return nullptr;
  }

  static std::optional<std::int64_t> thousandths(const Json& json) {
    if (!json.is_string()) return std::nullopt;
    return parse_decimal(json.get_ref<const std::string&>(), 3);
  }

  void read_open(CalibrationRow& row) {
    const Json* json = member("open_ms");
    if (json == nullptr) return;
    const auto us = thousandths(*json);
    if (us && *us >= kFewestOpen_us && *us <= kMostOpen_us) {
      row.open = Duration::from_us(*us);
    } else {
      complain(
          "/open_ms",
          "an open time is a text such as \"30\" or \"12.5\": 0.1 to 10000 ms, with "
          "a point and at most three digits behind it");
    }
  }

  void read_pulses(CalibrationRow& row) {
    const Json* json = member("pulses");
    if (json == nullptr) return;
    const std::int64_t pulses =
        json->is_number_integer() ? json->get<std::int64_t>() : 0;
    if (pulses >= 1 && pulses <= kMaxPulses) {
      row.pulses = static_cast<std::uint32_t>(pulses);
    } else {
      complain("/pulses", "it is a whole number of pulses, 1 to 100000");
    }
  }

  void read_weights(CalibrationRow& row) {
    const Json* json = member("weights_mg");
    if (json == nullptr) return;
    if (!json->is_array() || json->empty() || json->size() > kMaxWeights) {
      complain("/weights_mg", "it is a list of 1 to 100 weights");
      return;
    }
    for (std::size_t i = 0; i < json->size(); ++i) {
      const auto ug = thousandths((*json)[i]);
      if (ug && *ug >= 1 && *ug <= kMaxWeight_ug) {
        row.weights_ug.push_back(*ug);
      } else {
        complain("/weights_mg/" + std::to_string(i),
                 "a weight is a text such as \"412.5\": above 0, at most 1000000 mg, "
                 "with a point and at most three digits behind it");
      }
    }
  }

  const Json& json_;
  std::string pointer_;
  std::vector<RowComplaint>& complaints_;
};

Json rows_json(const std::vector<CalibrationRow>& rows) {
  Json list = Json::array();
  for (const CalibrationRow& row : rows) {
    Json weights = Json::array();
    for (const std::int64_t ug : row.weights_ug) weights.push_back(decimal_text(ug, 3));
    list.push_back({{"open_ms", decimal_text(row.open.us(), 3)},
                    {"pulses", row.pulses},
                    {"weights_mg", std::move(weights)}});
  }
  return list;
}

Json table_json(const std::vector<config::CalibrationPoint>& table) {
  Json list = Json::array();
  for (const config::CalibrationPoint& point : table) {
    list.push_back({{"open_us", point.open.us()}, {"volume_nl", point.volume_nl}});
  }
  return list;
}

std::string text_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

std::vector<CalibrationRow> read_rows(const Json& rows,
                                      std::vector<RowComplaint>& complaints) {
  if (!rows.is_array() || rows.empty() || rows.size() > kMaxRows) {
    complaints.push_back({"", "it is a list of 1 to 32 rows"});
    return {};
  }
  const std::size_t before = complaints.size();
  std::vector<CalibrationRow> read;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    read.push_back(RowReader(rows[i], i, complaints).read());
  }
  if (complaints.size() > before) read.clear();
  return read;
}

Json calibration_json(const Calibration& calibration) {
  const CalibrationFit& fit = calibration.fit;
  return {{"rows", rows_json(calibration.rows)},
          {"table", table_json(calibration.table)},
          {"fit",
           {{"slope_nl_per_ms", fit.slope_nl_per_ms},
            {"intercept_nl", fit.intercept_nl},
            {"residuals_nl", fit.residuals_nl},
            {"worst_percent", fit.worst_percent}}}};
}

Json record_json(const CalibrationRecord& record) {
  Json json{{"id", record.id},
            {"made_utc", utc_text(parse_utc_compact(record.id).value_or(0))},
            {"made_by", record.made_by},
            {"note", record.note},
            {"rig", record.rig},
            {"channel", record.channel}};
  json.update(calibration_json(record.calibration));
  return json;
}

Result<CalibrationRecord> read_record(const Json& json) {
  const auto refused = [](const std::string& what) {
    return Error{what, "Restore the file from a backup, or calibrate the valve again."};
  };
  if (!json.is_object()) return refused("it is no JSON object");
  CalibrationRecord record;
  record.id = text_in(json, "id");
  record.rig = text_in(json, "rig");
  record.channel = text_in(json, "channel");
  record.made_by = text_in(json, "made_by");
  record.note = text_in(json, "note");
  if (!parse_utc_compact(record.id) || record.channel.empty()) {
    return refused("it has no \"id\" or no \"channel\"");
  }
  std::vector<RowComplaint> complaints;
  auto rows = read_rows(json.value("rows", Json()), complaints);
  if (!complaints.empty()) {
    return refused("\"rows\"" + complaints[0].pointer + ": " + complaints[0].detail);
  }
  auto calibration = calibrate(std::move(rows));
  if (!calibration) return refused(calibration.error().what);
  if (json.value("table", Json()) != table_json(calibration->table)) {
    return refused("its table is not what its rows come to: it was changed");
  }
  record.calibration = std::move(*calibration);
  return record;
}

}  // namespace dyad::server

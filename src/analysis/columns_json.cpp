#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "dyad/analysis/session_columns.hpp"
#include "dyad/core/enum_names.hpp"

namespace dyad::analysis {
namespace {

using Columns = SessionColumns;

void put(std::string& out, std::int64_t value) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), end.ptr);
}
void put(std::string& out, std::uint64_t value) {
  put(out, static_cast<std::int64_t>(value));
}
void put(std::string& out, std::uint32_t value) { put(out, std::int64_t{value}); }
void put(std::string& out, bool value) { out += value ? "true" : "false"; }
void put(std::string& out, std::string_view text) {
  using Json = nlohmann::json;
  out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}
void put(std::string& out, const std::string& text) {
  put(out, std::string_view(text));
}
template <typename T>
void put(std::string& out, const std::optional<T>& value) {
  if (value) {
    put(out, *value);
  } else {
    out += "null";
  }
}

// "name":[...], of what `get` finds in each row.
template <typename Rows, typename Get>
void column(std::string& out, std::string_view name, const Rows& rows, Get get) {
  if (out.back() != '{') out += ',';
  put(out, name);
  out += ":[";
  bool first = true;
  for (const auto& row : rows) {
    if (!first) out += ',';
    first = false;
    put(out, get(row));
  }
  out += ']';
}

template <typename T>
void column(std::string& out, std::string_view name, const std::vector<T>& values) {
  column(out, name, values, [](const T& value) { return value; });
}

template <typename T>
void member(std::string& out, std::string_view name, const T& value) {
  if (out.back() != '{') out += ',';
  put(out, name);
  out += ':';
  put(out, value);
}

void pokes(std::string& out, const Columns& columns) {
  out += ",\"pokes\":[";
  for (const Columns::Pokes& pokes : columns.pokes()) {
    out += out.back() == '[' ? "{" : ",{";
    column(out, "on_us", pokes.on_us);
    column(out, "off_us", pokes.off_us);
    out += '}';
  }
  out += ']';
}

void trials(std::string& out, const std::vector<Columns::Trial>& rows) {
  using Trial = Columns::Trial;
  using Number = std::optional<std::int64_t>;
  out += ",\"trials\":{";
  column(out, "number", rows, [](const Trial& row) { return row.number; });
  column(out, "start_us", rows, [](const Trial& row) { return row.start_us; });
  column(out, "opened_us", rows, [](const Trial& row) { return row.opened_us; });
  column(out, "closes_us", rows, [](const Trial& row) { return row.closes_us; });
  column(out, "decided_us", rows, [](const Trial& row) { return row.decided_us; });
  column(out, "outcome", rows, [](const Trial& row) {
    return row.outcome ? std::optional(std::string_view(to_text(*row.outcome)))
                       : std::nullopt;
  });
  column(out, "dt_us", rows, [](const Trial& row) { return row.dt_us; });
  column(out, "dt_uncertainty_us", rows, [](const Trial& row) {
    return row.dt_us ? Number(row.dt_uncertainty_us) : std::nullopt;
  });
  column(out, "ambiguous", rows, [](const Trial& row) { return row.ambiguous; });
  column(out, "first", rows, [](const Trial& row) {
    return row.first == kNoSubject ? std::nullopt : Number(row.first);
  });
  out += '}';
}

void rewards(std::string& out, const Columns& columns) {
  using Reward = Columns::Reward;
  out += ",\"rewards\":[";
  for (const std::vector<Reward>& rows : columns.rewards()) {
    out += out.back() == '[' ? "{" : ",{";
    column(out, "t_us", rows, [](const Reward& row) { return row.t_us; });
    column(out, "volume_nl", rows, [](const Reward& row) { return row.volume_nl; });
    column(out, "manual", rows, [](const Reward& row) { return row.manual; });
    column(out, "status", rows, [](const Reward& row) {
      return row.status ? std::optional(std::string_view(to_text(*row.status)))
                        : std::nullopt;
    });
    out += '}';
  }
  out += ']';
}

void faults_and_pauses(std::string& out, const Columns& columns) {
  using Fault = Columns::Fault;
  using Pause = Columns::Pause;
  out += ",\"faults\":{";
  const auto& faults = columns.faults();
  column(out, "t_us", faults, [](const Fault& row) { return row.t_us; });
  column(out, "kind", faults,
         [](const Fault& row) { return std::string_view(to_text(row.kind)); });
  column(out, "message", faults, [](const Fault& row) { return row.message; });
  out += "},\"pauses\":{";
  const auto& pauses = columns.pauses();
  column(out, "from_us", pauses, [](const Pause& row) { return row.from_us; });
  column(out, "to_us", pauses, [](const Pause& row) { return row.to_us; });
  out += '}';
}

}  // namespace

std::string columns_json(const SessionColumns& columns, const std::string& id) {
  std::string out = "{";
  member(out, "id", id);
  column(out, "subjects", columns.subjects());
  column(out, "seats", columns.seats());
  member(out, "planned_us", columns.planned_us());
  member(out, "window_us", columns.window_us());
  member(out, "lasted_us", columns.lasted_us());
  member(out, "through_seq", columns.through_seq());
  member(out, "end_reason", columns.end_reason());
  pokes(out, columns);
  trials(out, columns.trials());
  rewards(out, columns);
  faults_and_pauses(out, columns);
  return out + '}';
}

}  // namespace dyad::analysis

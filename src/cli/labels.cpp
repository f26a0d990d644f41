#include "dyad/cli/labels.hpp"

#include <optional>

#include "dyad/config/read.hpp"
#include "problem_at.hpp"

namespace dyad::cli {
namespace {

bool is_number(const std::string& label) {
  return label == "barrier_holes" || label == "barrier_hole_mm";
}

// A text as it was typed, were it a number (`dose=3`); what is none only where the
// label is a number, or one for each seat.
config::Json value_of(const std::string& label, const std::string& text) {
  const bool by_seat = !text.empty() && text.front() == '{';
  if (!is_number(label) && !by_seat) return text;
  config::Json json = config::Json::parse(text, nullptr, false);
  return json.is_discarded() ? config::Json(text) : json;
}

}  // namespace

void set_labels(config::Document& schedule, std::size_t stage,
                const std::vector<std::string>& labels, config::Problems& problems) {
  const std::string place = "/stages/" + std::to_string(stage) + "/labels";
  for (const std::string& label : labels) {
    const std::size_t equals = label.find('=');
    if (equals == std::string::npos || equals == 0) {
      problems.push_back(problem_at(schedule, place, "--label " + label,
                                    "NAME=VALUE, as in --label drug=saline", ""));
      continue;
    }
    const std::string name = label.substr(0, equals);
    const std::string pointer = (config::Json::json_pointer(place) / name).to_string();
    config::set_value(schedule, pointer, value_of(name, label.substr(equals + 1)),
                      problems);
  }
}

}  // namespace dyad::cli

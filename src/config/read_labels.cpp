#include <algorithm>

#include "decimal.hpp"
#include "stage_parts.hpp"

namespace dyad::config {
namespace {

constexpr NumberRule kHoles{0, 10'000, 0, ""};
constexpr NumberRule kHoleMm{1, 100'000, 2, "mm"};

// The words a label is one of; none: any text.
std::vector<std::string> words_of(const std::string& label) {
  if (label == "barrier") {
    return {"none", "perforated", "mesh", "transparent", "opaque"};
  }
  if (label == "route") return {"ip", "sc", "iv", "po", "icv", "local", "other"};
  if (label == "sex") return {"female", "male", "unknown"};
  if (label == "relation") return {"cagemates", "siblings", "strangers", "other"};
  return {};
}

bool may_be_per_seat(const std::string& label) {
  return label == "genotype" || label == "strain" || label == "sex";
}

std::optional<std::string> read_number(const Value& value, const NumberRule& rule) {
  const auto number = value.number(rule);
  if (!number) return std::nullopt;
  return unscaled_text(*number, rule.decimals);
}

std::optional<std::string> read_text(const Value& value, const std::string& label) {
  if (label == "barrier_holes") return read_number(value, kHoles);
  if (label == "barrier_hole_mm") return read_number(value, kHoleMm);
  const auto words = words_of(label);
  if (words.empty()) return value.text(label == "remarks" ? kProse : kTitle);
  const auto word = value.one_of_names(words);
  if (!word) return std::nullopt;
  return words[*word];
}

std::optional<std::string> read_label(const Value& value, const std::string& label) {
  if (!may_be_per_seat(label) || !value.json().is_object()) {
    return read_text(value, label);
  }
  std::string text;
  for (const auto& [seat, each] : named_values(value, 1, kMaxSubjects, "seats")) {
    const auto read = read_text(each, label);
    if (!text.empty()) text += ", ";
    text += seat + ": " + read.value_or("");
  }
  return text;
}

void set_label(const std::string& label, std::string text, Labels& labels) {
  const auto found =
      std::find_if(labels.entries.begin(), labels.entries.end(),
                   [&](const auto& entry) { return entry.first == label; });
  if (found == labels.entries.end()) {
    labels.entries.emplace_back(label, std::move(text));
  } else {
    found->second = std::move(text);
  }
}

}  // namespace

void read_labels(const Value& value, Labels& labels) {
  Object object(value);
  for (const std::string_view label : kLabelNames) {
    object.find(std::string(label), Need::optional, "");
  }
  object.finish();
  if (!object.is_object()) return;
  for (const auto& item : value.json().items()) {
    const std::string& label = item.key();
    const bool known =
        std::find(kLabelNames.begin(), kLabelNames.end(), label) != kLabelNames.end();
    if (!known) continue;
    auto text = read_label(value.member(label), label);
    if (text) set_label(label, std::move(*text), labels);
  }
}

}  // namespace dyad::config

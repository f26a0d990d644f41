#include "json_scanner.hpp"

#include "dyad/log/line_decoder.hpp"

namespace dyad::log {

static_assert(LineDecoder::kPadding >= simdjson::SIMDJSON_PADDING);

namespace od = simdjson::ondemand;

namespace {

std::optional<std::size_t> key_in(od::field& field, const NameTable& table) {
  std::string_view name;
  if (field.unescaped_key().get(name) != simdjson::SUCCESS) return std::nullopt;
  return table.find(name);
}

std::optional<std::size_t> text_in(od::field& field, const NameTable& table) {
  std::string_view name;
  if (field.value().get_string().get(name) != simdjson::SUCCESS) return std::nullopt;
  return table.find(name);
}

}  // namespace

bool JsonScanner::scan(std::string_view line, Members& members, std::string& problem) {
  od::document document;
  od::object object;
  const simdjson::padded_string_view padded(line, line.size() + LineDecoder::kPadding);
  if (parser_.iterate(padded).get(document) != simdjson::SUCCESS ||
      document.get_object().get(object) != simdjson::SUCCESS) {
    problem = "it is not a JSON object";
    return false;
  }
  members.present.reset();
  for (auto next : object) {
    od::field field;
    if (std::move(next).get(field) != simdjson::SUCCESS) {
      problem = "it is not valid JSON";
      return false;
    }
    if (!take(field, members, problem)) return false;
  }
  return true;
}

bool JsonScanner::take(Field& field, Members& members, std::string& problem) {
  std::string_view name;
  if (field.unescaped_key().get(name) != simdjson::SUCCESS) {
    problem = "it is not valid JSON";
    return false;
  }
  const auto slot = slot_of(name);
  if (!slot) return true;
  if (!take_value(*slot, field.value(), members)) {
    problem = "\"" + std::string(kMemberRules[slot_index(*slot)].name) +
              "\" is of the wrong type, or names what the header does not";
    return false;
  }
  members.present.set(slot_index(*slot));
  return true;
}

bool JsonScanner::take_value(Slot slot, Value& value, Members& members) {
  const std::size_t i = slot_index(slot);
  switch (kMemberRules[i].type) {
    case JsonType::integer:
      return value.get_int64().get(members.integers[i]) == simdjson::SUCCESS;
    case JsonType::natural:
      return value.get_uint64().get(members.naturals[i]) == simdjson::SUCCESS;
    case JsonType::text:
      return value.get_string().get(members.texts[i]) == simdjson::SUCCESS;
    case JsonType::boolean: {
      bool truth = false;
      if (value.get_bool().get(truth) != simdjson::SUCCESS) return false;
      members.naturals[i] = truth ? 1 : 0;
      return true;
    }
    case JsonType::nested:
      return slot == Slot::channels ? take_channels(value, members)
                                    : take_nested(slot, value, members);
  }
  return false;
}

bool JsonScanner::take_nested(Slot slot, Value& value, Members& members) {
  od::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return false;
  if (slot == Slot::latency_us) {
    members.latency.fill(std::nullopt);
  } else if (slot == Slot::conditions) {
    members.levels.fill(kNoLevel);
  } else {
    members.choices.fill(kNoChoice);
  }
  for (auto next : object) {
    od::field field;
    if (std::move(next).get(field) != simdjson::SUCCESS) return false;
    const bool taken = slot == Slot::latency_us   ? take_latency(field, members)
                       : slot == Slot::conditions ? take_condition(field, members)
                                                  : take_choice(field, members);
    if (!taken) return false;
  }
  return true;
}

bool JsonScanner::take_latency(Field& field, Members& members) {
  const auto subject = key_in(field, names_->subjects);
  std::int64_t us = 0;
  bool null = false;
  if (!subject || field.value().is_null().get(null) != simdjson::SUCCESS) return false;
  if (null) return true;
  if (field.value().get_int64().get(us) != simdjson::SUCCESS) return false;
  members.latency[*subject] = Duration::from_us(us);
  return true;
}

bool JsonScanner::take_condition(Field& field, Members& members) {
  const auto factor = key_in(field, names_->factors);
  if (!factor) return false;
  const auto level = text_in(field, names_->levels[*factor]);
  if (!level) return false;
  members.levels[*factor] = static_cast<LevelIndex>(*level);
  return true;
}

bool JsonScanner::take_choice(Field& field, Members& members) {
  const auto subject = key_in(field, names_->subjects);
  bool null = false;
  if (!subject || field.value().is_null().get(null) != simdjson::SUCCESS) return false;
  if (null) return true;
  const auto choice = text_in(field, names_->choices);
  if (!choice) return false;
  members.choices[*subject] = static_cast<ChoiceIndex>(*choice);
  return true;
}

bool JsonScanner::take_channels(Value& value, Members& members) {
  members.channels.clear();
  od::array counts;
  if (value.get_array().get(counts) != simdjson::SUCCESS) return false;
  for (auto next : counts) {
    od::object one;
    if (std::move(next).get_object().get(one) != simdjson::SUCCESS ||
        !take_counts(one, members.channels.emplace_back())) {
      return false;
    }
  }
  return true;
}

bool JsonScanner::take_counts(Object& one, ChannelCounts& counts) {
  std::string_view name;
  if (one.find_field_unordered(format::kChannel).get_string().get(name) !=
      simdjson::SUCCESS) {
    return false;
  }
  const auto channel = names_->channels.find(name);
  if (!channel) return false;
  counts.channel = static_cast<ChannelIndex>(*channel);
  return one.find_field_unordered(format::kGlitches).get(counts.glitches) ==
             simdjson::SUCCESS &&
         one.find_field_unordered(format::kLost).get(counts.lost) == simdjson::SUCCESS;
}

}  // namespace dyad::log

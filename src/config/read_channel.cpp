#include "dyad/core/utc_text.hpp"
#include "mcu_channel.hpp"
#include "object.hpp"
#include "pointer.hpp"
#include "rig_parts.hpp"

namespace dyad::config {
enum class Level : std::uint8_t { high, low };
}  // namespace dyad::config

namespace dyad {
template <>
struct EnumNames<config::Level> {
  static constexpr std::array<std::string_view, 2> names{"high", "low"};
};
}  // namespace dyad

namespace dyad::config {
namespace {

constexpr NumberRule kConfirm{0, 100'000, 0, "µs"};
constexpr NumberRule kLockout{0, 1'000'000, 0, "µs"};
constexpr NumberRule kOpen = milliseconds(100, 10'000'000);
constexpr NumberRule kBudget = milliseconds(100, 60'000'000);
constexpr NumberRule kVolume = microlitres(1, 1'000'000);
constexpr NumberRule kOffset{0, 1023, 0, ""};
constexpr TextRule kLineName{64, TextRule::title};
constexpr std::size_t kMaxCalibrationRows = 32;

Debounce default_debounce(ChannelKind kind) {
  switch (kind) {
    case ChannelKind::poke:
    case ChannelKind::zone:
    case ChannelKind::lick:
      return {Duration::from_us(500), Duration::from_us(2'000)};
    case ChannelKind::lever:
      return {Duration::from_us(3'000), Duration::from_us(10'000)};
    default:
      return {};
  }
}

Need need_of_subject(ChannelKind kind) {
  const bool required = is_operandum(kind) || kind == ChannelKind::lick ||
                        kind == ChannelKind::reward_valve;
  return required ? Need::required : Need::optional;
}

void read_subject(Object& object, const Rig& rig, ReadChannel& read) {
  if (read.channel.kind == ChannelKind::sync_ttl) {
    object.forbid("subject", "a sync_ttl belongs to the whole rig");
    return;
  }
  const auto value =
      object.find("subject", need_of_subject(read.channel.kind), one_of(rig.seats));
  if (!value || rig.seats.empty()) return;
  const auto seat = value->one_of_names(rig.seats);
  if (!seat) return;
  read.channel.subject = static_cast<SubjectIndex>(*seat);
  read.subject_known = true;
}

void read_device_name(Object& object, const Rig& rig, ReadChannel& read) {
  std::vector<std::string> names;
  for (const Device& device : rig.devices) names.push_back(device.name);
  const auto value = object.find("device", Need::required, one_of(names));
  if (!value || names.empty()) return;
  const auto index = value->one_of_names(names);
  if (!index) return;
  read.channel.device = static_cast<SourceIndex>(*index);
  read.device_known = true;
}

void read_line(Object& object, Need need, Channel& channel) {
  const std::string expected =
      "a line's name such as \"GPIO17\", or its offset on the chip";
  const auto value = object.find("line", need, expected);
  if (!value) return;
  if (value->json().is_string()) {
    if (auto name = value->text(kLineName)) channel.line = std::move(*name);
  } else if (value->json().is_number()) {
    if (const auto offset = value->number(kOffset)) {
      channel.line = static_cast<unsigned>(*offset);
    }
  } else {
    value->refuse(expected);
  }
}

void read_wiring(Object& object, const RigParts& parts, ReadChannel& read) {
  Channel& channel = read.channel;
  if (is_on<SimDevice>(parts, read)) {
    for (const char* name : {"line", "active", "bias"}) {
      object.forbid(name, "a \"sim\" device has no lines");
    }
    return;
  }
  if (is_on<McuDevice>(parts, read)) {
    read_mcu_line(object, channel);
  } else {
    // A device that could not be read might be of a kind without lines.
    const bool has_lines = is_on<GpioDevice>(parts, read);
    read_line(object, has_lines ? Need::required : Need::optional, channel);
  }
  auto active = Level::high;
  object.choice("active", Need::optional, active);
  channel.active_low = active == Level::low;
  if (is_output(channel.kind)) {
    object.forbid("bias", "only inputs have a bias");
  } else {
    object.choice("bias", Need::optional, channel.bias);
  }
}

void read_input(Object& object, Channel& channel) {
  channel.debounce = default_debounce(channel.kind);
  const auto value = object.find("debounce", Need::optional, "");
  if (value) {
    Object debounce(*value);
    debounce.time("confirm_us", Need::optional, kConfirm, channel.debounce.confirm);
    debounce.time("lockout_us", Need::optional, kLockout, channel.debounce.lockout);
    debounce.finish();
  }
  object.boolean("log_raw_edges", Need::optional, channel.log_raw_edges);
}

CalibrationPoint read_row(const Value& value) {
  CalibrationPoint row;
  std::int64_t volume_nl = 0;
  Object object(value);
  object.time("open_ms", Need::required, kOpen, row.open);
  object.number("ul", Need::required, kVolume, volume_nl);
  object.finish();
  row.volume_nl = static_cast<std::uint32_t>(volume_nl);
  return row;
}

void check_rising(const Value& value, const CalibrationPoint& row,
                  const CalibrationPoint& before) {
  const bool read = row.open > Duration() && row.volume_nl > 0;
  if (!read) return;
  if (row.open <= before.open) {
    value.member("open_ms").refuse(
        "more than in the row before it",
        "sort the rows, each with more open time and more volume");
  }
  if (row.volume_nl <= before.volume_nl) {
    value.member("ul").refuse(
        "more than in the row before it",
        "sort the rows, each with more open time and more volume");
  }
}

void read_record(Object& object, std::string& record) {
  const std::string expected =
      "the UTC date and time of a calibration record, such as \"20261124T100405Z\"";
  const auto value = object.find("calibration_record", Need::optional, expected);
  if (!value) return;
  const bool is_one =
      value->json().is_string() &&
      parse_utc_compact(value->json().get_ref<const std::string&>()).has_value();
  if (!is_one) return value->refuse(expected);
  record = value->json().get<std::string>();
}

void read_valve(Object& object, Valve& valve) {
  const auto table = object.find("calibration", Need::required,
                                 "a list of rows {\"open_ms\": ..., \"ul\": ...}");
  const auto rows = table ? table->list(1, kMaxCalibrationRows) : std::nullopt;
  if (rows) {
    for (const Value& value : *rows) {
      const CalibrationPoint row = read_row(value);
      if (!valve.calibration.empty())
        check_rising(value, row, valve.calibration.back());
      valve.calibration.push_back(row);
    }
  }
  read_record(object, valve.calibration_record);
  object.time("max_open_ms", Need::required, kOpen, valve.max_open);
  object.time("budget_ms_per_min", Need::required, kBudget, valve.budget_open);
  const bool both_read = valve.max_open > Duration() && valve.budget_open > Duration();
  if (both_read && valve.max_open > valve.budget_open) {
    object.value().member("max_open_ms").refuse("no more than budget_ms_per_min");
  }
}

void forbid_what_others_have(Object& object, ChannelKind kind) {
  if (is_output(kind)) {
    for (const char* name : {"debounce", "log_raw_edges"}) {
      object.forbid(name, "only inputs have it");
    }
  }
  if (kind == ChannelKind::reward_valve) return;
  for (const char* name :
       {"calibration", "calibration_record", "max_open_ms", "budget_ms_per_min"}) {
    object.forbid(name, "only a reward_valve has it");
  }
}

}  // namespace

ReadChannel read_channel(const std::string& name, const Value& value,
                         const RigParts& parts) {
  ReadChannel read;
  read.pointer = value.pointer();
  Channel& channel = read.channel;
  channel.name = name;
  Object object(value);
  read.kind_known = object.choice("kind", Need::required, channel.kind);
  // Without its kind nothing more can be said of a channel.
  if (!read.kind_known) return read;
  read_subject(object, parts.rig, read);
  read_device_name(object, parts.rig, read);
  read_wiring(object, parts, read);
  if (!is_output(channel.kind)) read_input(object, channel);
  if (channel.kind == ChannelKind::reward_valve) read_valve(object, channel.valve);
  if (is_on<McuDevice>(parts, read)) check_mcu_channel(object, channel);
  forbid_what_others_have(object, channel.kind);
  object.remark("notes");
  object.finish();
  return read;
}

}  // namespace dyad::config

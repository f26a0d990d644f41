#include "dyad/config/read.hpp"
#include "object.hpp"
#include "readers.hpp"
#include "rig_parts.hpp"

namespace dyad::config {
namespace {

constexpr NumberRule kDays{1, 365, 0, "days"};

void read_seats(Object& object, Rig& rig) {
  const std::string expected = "the list of seats, e.g. [\"left\", \"right\"]";
  const auto list = object.find("subjects", Need::required, expected);
  const auto seats = list ? list->list(2, kMaxSubjects) : std::nullopt;
  if (!seats) return;
  bool all_read = true;
  for (const Value& value : *seats) {
    const auto seat = value.text(kName);
    all_read = all_read && seat.has_value();
    if (!seat) continue;
    for (const std::string& earlier : rig.seats) {
      if (earlier == *seat) value.refuse("a name that no other seat has");
    }
    rig.seats.push_back(*seat);
  }
  // Names that would be measured against half a list would only raise more noise.
  if (!all_read) rig.seats.clear();
}

void read_devices(Object& object, RigParts& parts) {
  const std::string expected = "an object with one member for each device";
  const auto value = object.find("devices", Need::required, expected);
  if (!value) return;
  for (const auto& [name, device] : named_values(*value, 1, kMaxDevices, "devices")) {
    parts.devices.push_back(read_device(name, device, parts.rig.seats));
    parts.rig.devices.push_back(parts.devices.back().device);
  }
}

void read_channels(Object& object, RigParts& parts) {
  const std::string expected = "an object with one member for each channel";
  const auto value = object.find("channels", Need::required, expected);
  if (!value) return;
  for (const auto& [name, channel] :
       named_values(*value, 1, kMaxChannels, "channels")) {
    parts.channels.push_back(read_channel(name, channel, parts));
    parts.rig.channels.push_back(parts.channels.back().channel);
  }
}

}  // namespace

Rig read_rig(const Document& document, Findings& findings) {
  RigParts parts;
  Object object(Value(document.json, "", findings));
  if (!object.is_object()) return parts.rig;
  read_head(object, kRigFormat, parts.rig.name);
  object.remark("notes");
  read_seats(object, parts.rig);
  read_devices(object, parts);
  read_channels(object, parts);
  if (const auto days =
          object.number("calibration_max_age_days", Need::optional, kDays)) {
    parts.rig.calibration_max_age_days = static_cast<std::uint32_t>(*days);
  }
  object.finish();
  if (parts.channels.empty()) return parts.rig;
  check_rig_rules(parts, findings);
  check_mcu_rules(parts, findings);
  resolve_sync_channels(parts, parts.rig);
  return parts.rig;
}

std::optional<Rig> read_rig(const Document& document, Problems& problems) {
  Findings findings(document);
  Rig rig = read_rig(document, findings);
  findings.append_to(problems);
  if (!findings.none()) return std::nullopt;
  return rig;
}

}  // namespace dyad::config

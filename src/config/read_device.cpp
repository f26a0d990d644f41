#include <array>

#include "object.hpp"
#include "pointer.hpp"
#include "rig_parts.hpp"

namespace dyad::config {
enum class DeviceKind : std::uint8_t { gpio, sim, mcu };
}

namespace dyad {
template <>
struct EnumNames<config::DeviceKind> {
  static constexpr std::array<std::string_view, 3> names{"gpio", "sim", "mcu"};
};
}  // namespace dyad

namespace dyad::config {
namespace {

constexpr NumberRule kInterval = milliseconds(1'000, 3'600'000'000);
constexpr NumberRule kIntervalOrNone = milliseconds(0, 3'600'000'000);
constexpr NumberRule kHold = milliseconds(1'000, 600'000'000);
constexpr NumberRule kReaction = milliseconds(0, 60'000'000);
constexpr NumberRule kRespondPercent{0, 1000, 1, "%"};
constexpr TextRule kChip{64, TextRule::title};
constexpr TextRule kPort{255, TextRule::path};

void read_waiter(Object& object, VirtualMouse& mouse) {
  object.time("mean_interval_ms", Need::optional, kIntervalOrNone, mouse.mean_interval);
  object.time("reaction_min_ms", Need::optional, kReaction, mouse.reaction_min);
  object.time("reaction_mean_ms", Need::required, kReaction, mouse.reaction_mean);
  std::int64_t permille = mouse.respond_permille;
  object.number("respond_percent", Need::optional, kRespondPercent, permille);
  mouse.respond_permille = static_cast<std::uint32_t>(permille);
  if (mouse.reaction_mean >= mouse.reaction_min || !object.has("reaction_mean_ms"))
    return;
  const Value mean = object.value().member("reaction_mean_ms");
  if (mean.json().is_number()) {
    mean.refuse("no less than reaction_min_ms: the mean includes the minimum");
  }
}

VirtualMouse read_mouse(SubjectIndex subject, const Value& value) {
  VirtualMouse mouse;
  mouse.subject = subject;
  Object object(value);
  if (!object.choice("behaviour", Need::required, mouse.behaviour)) return mouse;
  object.time("hold_ms", Need::required, kHold, mouse.hold);
  if (mouse.behaviour == Behaviour::waiter) {
    read_waiter(object, mouse);
  } else {
    object.time("mean_interval_ms", Need::required, kInterval, mouse.mean_interval);
    for (const char* name :
         {"reaction_min_ms", "reaction_mean_ms", "respond_percent"}) {
      object.forbid(name, "only a \"waiter\" reacts to its partner");
    }
  }
  object.remark("notes");
  object.finish();
  return mouse;
}

void read_mice(const Value& value, const std::vector<std::string>& seats,
               SimDevice& device) {
  if (!value.json().is_object()) {
    value.refuse("an object with one virtual mouse for each seat that has one");
    return;
  }
  for (const auto& item : value.json().items()) {
    std::size_t seat = 0;
    while (seat < seats.size() && seats[seat] != item.key()) ++seat;
    const Value mouse = value.member(item.key());
    if (seat < seats.size() || seats.empty()) {
      device.mice.push_back(read_mouse(static_cast<SubjectIndex>(seat), mouse));
      continue;
    }
    value.findings().add_unknown(mouse.pointer(),
                                 "the unknown seat " + describe(item.key()),
                                 one_of(seats), did_you_mean(item.key(), seats));
  }
}

GpioDevice read_gpio(Object& object) {
  GpioDevice gpio;
  object.text("chip", Need::required, kChip, gpio.chip);
  return gpio;
}

SimDevice read_sim(Object& object, const std::vector<std::string>& seats) {
  SimDevice sim;
  const auto mice = object.find("mice", Need::optional, "");
  if (mice) read_mice(*mice, seats, sim);
  return sim;
}

void read_port(Object& object, std::string& port) {
  const std::string expected = kPort.text() + ", such as \"/dev/serial/by-id/...\"";
  const auto value = object.find("port", Need::required, expected);
  if (!value) return;
  const Json& json = value->json();
  if (json.is_string() && kPort.allows(json.get_ref<const std::string&>())) {
    port = json.get<std::string>();
  } else {
    value->refuse(expected, "\"ls /dev/serial/by-id/*\" lists the boards plugged in");
  }
}

McuDevice read_mcu(Object& object, std::string& sync_channel) {
  McuDevice mcu;
  read_port(object, mcu.port);
  object.text("sync_channel", Need::optional, kName, sync_channel);
  object.boolean("reflex", Need::optional, mcu.reflex);
  return mcu;
}

void forbid_what_others_have(Object& object, DeviceKind kind) {
  if (kind == DeviceKind::sim) {
    object.forbid("chip", "a \"sim\" device is on no chip");
  } else {
    object.forbid("mice", "only a \"sim\" device has virtual mice");
  }
  if (kind == DeviceKind::mcu) {
    object.forbid("chip", "an \"mcu\" device is on a port, not on a chip");
    return;
  }
  object.forbid("port", "only an \"mcu\" device is on a serial port");
  object.forbid("sync_channel", "only an \"mcu\" device has a sync output");
  object.forbid("reflex", "only an \"mcu\" device can decide by itself");
}

}  // namespace

ReadDevice read_device(const std::string& name, const Value& value,
                       const std::vector<std::string>& seats) {
  // Its name stands whatever else is wrong with it: channels refer to it.
  ReadDevice read;
  read.device.name = name;
  read.pointer = value.pointer();
  Object object(value);
  auto kind = DeviceKind::sim;
  read.kind_known = object.choice("kind", Need::required, kind);
  if (!read.kind_known) return read;
  if (kind == DeviceKind::gpio) {
    read.device.kind = read_gpio(object);
  } else if (kind == DeviceKind::sim) {
    read.device.kind = read_sim(object, seats);
  } else {
    read.device.kind = read_mcu(object, read.sync_channel);
  }
  forbid_what_others_have(object, kind);
  object.remark("notes");
  object.finish();
  return read;
}

}  // namespace dyad::config

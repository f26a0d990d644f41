#include <array>

#include "object.hpp"
#include "pointer.hpp"
#include "rig_parts.hpp"

namespace dyad::config {
enum class DeviceKind : std::uint8_t { gpio, sim };
}

namespace dyad {
template <>
struct EnumNames<config::DeviceKind> {
  static constexpr std::array<std::string_view, 2> names{"gpio", "sim"};
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

}  // namespace

std::optional<Device> read_device(const std::string& name, const Value& value,
                                  const std::vector<std::string>& seats) {
  Device device{name, SimDevice{}};
  Object object(value);
  auto kind = DeviceKind::sim;
  if (!object.choice("kind", Need::required, kind)) return std::nullopt;
  if (kind == DeviceKind::gpio) {
    GpioDevice gpio;
    object.text("chip", Need::required, kChip, gpio.chip);
    object.forbid("mice", "only a \"sim\" device has virtual mice");
    device.kind = gpio;
  } else {
    SimDevice sim;
    const auto mice = object.find("mice", Need::optional, "");
    if (mice) read_mice(*mice, seats, sim);
    object.forbid("chip", "a \"sim\" device is on no chip");
    device.kind = sim;
  }
  object.remark("notes");
  object.finish();
  return device;
}

}  // namespace dyad::config

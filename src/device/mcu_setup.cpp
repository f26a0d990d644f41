#include "dyad/device/mcu_setup.hpp"

#include <algorithm>
#include <string>

#include "dyad/config/mcu_lines.hpp"
#include "dyad/core/assert.hpp"
#include "dyad_firmware/configuration.h"
#include "dyad_firmware/limits.h"
#include "dyad_firmware/reflex_plan.h"
#include "dyad_firmware/ticks.h"

namespace dyad::device {
namespace {

namespace fw = dyad_firmware;

static_assert(config::kMcuInputs == fw::kInputs);
static_assert(config::kMcuOutputs == fw::kOutputs);
static_assert(config::kMcuValveOutputs == fw::kValveOutputs);
static_assert(config::kMcuMaxOpen == Duration::from_ms(fw::cap_ms(0)));
static_assert(config::kMcuReflexSubjects == fw::ReflexPlan::kMaxSubjects);
static_assert(config::kMcuBudgetOpen == Duration::from_ms(fw::budget_ms(0)));

constexpr std::int64_t kTicksPerUs = fw::kTicksPerSecond / 1'000'000;

std::uint32_t nominal_ticks(Duration duration) {
  return static_cast<std::uint32_t>(duration.us() * kTicksPerUs);
}

// Empty where the board allows what the rig file asks for.
std::string beyond(const std::string& limit, std::uint16_t limit_ms,
                   const std::string& channel, const std::string& member,
                   Duration asked) {
  if (asked <= Duration::from_ms(limit_ms)) return "";
  return "\n  its " + limit + " is " + std::to_string(limit_ms) + " ms; \"" + channel +
         "\" has " + member + " " + std::to_string((asked.us() + 999) / 1000);
}

std::string version(const link::Hello& hello) {
  return std::to_string(hello.major) + "." + std::to_string(hello.minor);
}

}  // namespace

McuSetup::McuSetup(const config::Rig& rig, SourceIndex source) {
  inputs_.fill(kNoChannel);
  outputs_.fill(kNoChannel);
  for (std::size_t i = 0; i < rig.channels.size(); ++i) {
    const config::Channel& channel = rig.channels[i];
    if (channel.device != source) continue;
    const bool output = config::is_output(channel.kind);
    const auto number = config::mcu_line_number(channel.line, output);
    DYAD_ASSERT(number, "a validated rig names a board's lines");
    (output ? outputs_[*number] : inputs_[*number]) = static_cast<ChannelIndex>(i);
  }
  for (unsigned i = 0; i < fw::kInputs; ++i) configure_input(rig, i);
  for (unsigned i = 0; i < fw::kOutputs; ++i) configure_output(rig, i);
  fw::Configuration configuration;
  for (const Message& message : messages_) {
    const std::uint8_t* bytes = message.payload.data();
    const auto size = static_cast<std::uint8_t>(message.payload.size());
    if (message.type == fw::MessageType::configure_input) {
      configuration.set_input(bytes[0], bytes, size);
    } else {
      configuration.set_output(bytes[0], bytes, size);
    }
  }
  crc_ = configuration.crc();
}

void McuSetup::configure_input(const config::Rig& rig, unsigned input) {
  std::vector<std::uint8_t> payload(10);
  payload[0] = static_cast<std::uint8_t>(input);
  if (inputs_[input] != kNoChannel) {
    const config::Channel& channel = rig.channels[inputs_[input]];
    payload[1] = fw::kFlagEnabled;
    if (channel.active_low) payload[1] |= fw::kFlagActiveLow;
    if (channel.bias == config::Bias::pull_up) payload[1] |= fw::kFlagPullUp;
    fw::put_u32(payload.data() + 2, nominal_ticks(channel.debounce.confirm));
    fw::put_u32(payload.data() + 6, nominal_ticks(channel.debounce.lockout));
    longest_hold_ =
        std::max({longest_hold_, channel.debounce.confirm, channel.debounce.lockout});
  }
  messages_.push_back({fw::MessageType::configure_input, std::move(payload)});
}

void McuSetup::configure_output(const config::Rig& rig, unsigned output) {
  std::uint8_t flags = 0;
  if (outputs_[output] != kNoChannel) {
    flags = fw::kFlagEnabled;
    if (rig.channels[outputs_[output]].active_low) flags |= fw::kFlagActiveLow;
  }
  messages_.push_back(
      {fw::MessageType::configure_output, {static_cast<std::uint8_t>(output), flags}});
}

unsigned McuSetup::output_of(ChannelIndex channel) const {
  const auto it = std::find(outputs_.begin(), outputs_.end(), channel);
  DYAD_ASSERT(it != outputs_.end(), "the channel is no output of this board");
  return static_cast<unsigned>(it - outputs_.begin());
}

Status McuSetup::fits(const link::Hello& hello, const config::Rig& rig,
                      SourceIndex source) {
  const std::string board = "the board of device \"" + rig.devices[source].name + "\"";
  if (hello.major != fw::kProtocolMajor) {
    return Error{board + " speaks protocol " + version(hello) + ", this dyad " +
                     std::to_string(fw::kProtocolMajor) + "." +
                     std::to_string(fw::kProtocolMinor),
                 "flash the firmware of this dyad: dyad mcu flash"};
  }
  std::string wrong;
  if (hello.ticks_per_second != fw::kTicksPerSecond) {
    wrong += "\n  it counts " + std::to_string(hello.ticks_per_second) + " ticks/s";
  }
  for (const config::Channel& channel : rig.channels) {
    if (channel.device != source || !config::is_output(channel.kind)) continue;
    const auto line = config::mcu_line_number(channel.line, true).value_or(0);
    if (channel.kind != config::ChannelKind::reward_valve) continue;
    wrong += beyond("longest pulse on out" + std::to_string(line), hello.cap_ms[line],
                    channel.name, "max_open_ms", channel.valve.max_open);
    wrong += beyond("most open time in a minute of a valve", hello.budget_ms,
                    channel.name, "budget_ms_per_min", channel.valve.budget_open);
  }
  if (wrong.empty()) return Ok{};
  return Error{
      board + " does not fit the rig file:" + wrong,
      "change the rig file, or firmware/dyad_firmware/limits.h and flash again"};
}

}  // namespace dyad::device

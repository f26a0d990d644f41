#include "dyad/cli/board_report.hpp"

#include <fmt/format.h>

#include "dyad_firmware/protocol.h"

namespace dyad::cli {

namespace fw = dyad_firmware;

namespace {

const char* name_of(fw::BoardKind kind) {
  switch (kind) {
    case fw::BoardKind::uno:
      return "Arduino Uno or Nano (ATmega328P)";
    case fw::BoardKind::nano:
      return "Arduino Nano (ATmega328P)";
    case fw::BoardKind::mega:
      return "Arduino Mega (ATmega2560)";
    case fw::BoardKind::simulated:
      return "simulated board";
    case fw::BoardKind::unknown:
      break;
  }
  return "of a kind that this dyad does not know";
}

const char* name_of(fw::BoardState state) {
  switch (state) {
    case fw::BoardState::unconfigured:
      return "unconfigured";
    case fw::BoardState::running:
      return "running";
    case fw::BoardState::safe:
      break;
  }
  return "safe";
}

const char* name_of(fw::SafeReason reason) {
  switch (reason) {
    case fw::SafeReason::none:
      return "none";
    case fw::SafeReason::host_silence:
      return "host silence";
    case fw::SafeReason::emergency_stop:
      return "emergency stop";
    case fw::SafeReason::internal:
      break;
  }
  return "internal";
}

const char* name_of(fw::ResetCause cause) {
  switch (cause) {
    case fw::ResetCause::power_on:
      return "power on";
    case fw::ResetCause::external:
      return "reset line";
    case fw::ResetCause::brown_out:
      return "brown-out";
    case fw::ResetCause::watchdog:
      return "watchdog";
    case fw::ResetCause::unknown:
      break;
  }
  return "unknown";
}

const char* explain(fw::ResetCause cause) {
  switch (cause) {
    case fw::ResetCause::power_on:
      return "";
    case fw::ResetCause::external:
      return ", as when a port is opened or the button pressed";
    case fw::ResetCause::brown_out:
      return ": its supply broke down";
    case fw::ResetCause::watchdog:
      return ": the firmware hung, or the bootloader started it so";
    case fw::ResetCause::unknown:
      break;
  }
  return ": the bootloader did not pass it on";
}

std::string state_text(const link::Hello& hello) {
  switch (hello.state) {
    case fw::BoardState::unconfigured:
      return "unconfigured: every output floats";
    case fw::BoardState::running:
      return "running: a session configured it";
    case fw::BoardState::safe:
      break;
  }
  switch (hello.reason) {
    case fw::SafeReason::host_silence:
      return fmt::format("safe: outputs are closed, since no host was heard for {} ms",
                         hello.host_silence_ms);
    case fw::SafeReason::emergency_stop:
      return "safe: outputs are closed, since it was told to stop";
    case fw::SafeReason::internal:
      return "safe: outputs are closed, since it found itself in a state nobody "
             "thought of";
    case fw::SafeReason::none:
      break;
  }
  return "safe: outputs are closed";
}

std::string build_text(std::uint32_t build) {
  return build == 0 ? "unknown" : fmt::format("{:08x}", build);
}

std::string version_of(const link::Hello& hello) {
  return fmt::format("{}.{}", hello.major, hello.minor);
}

std::string row(const char* name, const std::string& value) {
  return fmt::format("  {:<14}{}\n", name, value);
}

bool is_valve(unsigned output) { return output < fw::kValveOutputs; }

std::string outputs_text(const link::Hello& hello) {
  std::string text =
      "  output   longest pulse   closed between pulses   open in 60 s\n";
  for (unsigned i = 0; i < hello.outputs && i < hello.cap_ms.size(); ++i) {
    const bool limited = is_valve(i) && hello.budget_ms != 0;
    text += fmt::format("  out{:<5}{:>10} ms{:>21} ms   {:>9}\n", i, hello.cap_ms[i],
                        is_valve(i) ? hello.min_off_ms : 0,
                        limited ? fmt::format("{} ms", hello.budget_ms) : "any");
  }
  return text;
}

config::Json outputs_json(const link::Hello& hello) {
  config::Json outputs = config::Json::array();
  for (unsigned i = 0; i < hello.outputs && i < hello.cap_ms.size(); ++i) {
    config::Json output{{"line", fmt::format("out{}", i)},
                        {"cap_ms", hello.cap_ms[i]},
                        {"min_off_ms", is_valve(i) ? hello.min_off_ms : 0},
                        {"budget_ms_per_min", nullptr}};
    if (is_valve(i) && hello.budget_ms != 0) {
      output["budget_ms_per_min"] = hello.budget_ms;
    }
    outputs.push_back(std::move(output));
  }
  return outputs;
}

config::Json board_json(const link::Hello& hello) {
  return {{"kind", name_of(hello.board)},
          {"build", build_text(hello.build)},
          {"boot_id", hello.boot_id},
          {"reset_cause", name_of(hello.reset_cause)},
          {"state", name_of(hello.state)},
          {"safe_reason", name_of(hello.reason)},
          {"ticks_per_second", hello.ticks_per_second},
          {"host_silence_ms", hello.host_silence_ms},
          {"first_event", hello.first_event},
          {"inputs", hello.inputs},
          {"outputs", outputs_json(hello)}};
}

std::string rig_text(const BoardReport& report) {
  return row("rig file", report.wrong ? "does not fit \"" + report.rig + "\""
                                      : "fits \"" + report.rig + "\"");
}

}  // namespace

bool BoardReport::usable() const { return hello.major == fw::kProtocolMajor; }

Error other_protocol(const std::string& board, const link::Hello& hello) {
  return {fmt::format("{} speaks protocol {}, this dyad {}.{}", board,
                      version_of(hello), fw::kProtocolMajor, fw::kProtocolMinor),
          "flash the firmware of this dyad: dyad mcu flash"};
}

std::string text_of(const BoardReport& report) {
  const link::Hello& hello = report.hello;
  std::string text = row("port", report.port);
  if (!report.usable()) {
    return text + row("firmware", "protocol " + version_of(hello)) +
           row("usable", fmt::format("no: this dyad speaks protocol {}.{}",
                                     fw::kProtocolMajor, fw::kProtocolMinor));
  }
  text += row("board", name_of(hello.board));
  text += row("firmware",
              "protocol " + version_of(hello) + ", build " + build_text(hello.build));
  text += row("usable", "yes");
  if (!report.rig.empty()) text += rig_text(report);
  text +=
      row("boot", fmt::format("number {}, reset by: {}{}", hello.boot_id,
                              name_of(hello.reset_cause), explain(hello.reset_cause)));
  text += row("state", state_text(hello));
  text += row("clock", fmt::format("{} ticks/s", hello.ticks_per_second));
  text += row("host silence",
              fmt::format("closes its outputs after {} ms", hello.host_silence_ms));
  text += row("events",
              fmt::format("the oldest that it keeps is number {}", hello.first_event));
  text += row("inputs", fmt::format("in0 to in{}", hello.inputs - 1));
  return text + outputs_text(hello);
}

config::Json json_of(const BoardReport& report) {
  config::Json json{{"port", report.port},
                    {"protocol", version_of(report.hello)},
                    {"usable", report.usable()}};
  if (report.usable()) json["board"] = board_json(report.hello);
  if (!report.rig.empty()) {
    json["rig"] = {{"name", report.rig}, {"fits", !report.wrong}};
    if (report.wrong) json["rig"]["why"] = report.wrong->text();
  }
  return json;
}

}  // namespace dyad::cli

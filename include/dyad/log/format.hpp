#pragma once

#include <array>
#include <cstddef>
#include <string_view>

// Every name and limit of the session log format, docs/session_log_format.md.
namespace dyad::log::format {

inline constexpr std::string_view kFormat = "dyad-log/1";
inline constexpr std::string_view kFormatFamily = "dyad-log/";
inline constexpr std::string_view kFormatMajor = "1";

// Values of "type". The header's is the first line's; the others stand in the order
// of Record's alternatives.
inline constexpr std::string_view kHeaderType = "header";
inline constexpr std::array<std::string_view, 10> kTypes{
    "input",      "note",         "command",        "actuation", "raw_edge",
    "unfed_edge", "clock_sample", "board_decision", "fault",     "end"};

// Members of every line.
inline constexpr std::string_view kSeq = "seq";
inline constexpr std::string_view kTime = "t";
inline constexpr std::string_view kType = "type";
inline constexpr std::string_view kCrc = "crc";

// Members of the header.
inline constexpr std::string_view kFormatMember = "format";
inline constexpr std::string_view kProgramVersion = "program_version";
inline constexpr std::string_view kCommit = "commit";
inline constexpr std::string_view kSource = "source";
inline constexpr std::string_view kSubjects = "subjects";
inline constexpr std::string_view kStage = "stage";
inline constexpr std::string_view kSeed = "seed";
inline constexpr std::string_view kContinues = "continues";
inline constexpr std::string_view kLog = "log";
inline constexpr std::string_view kTimeUs = "t_us";
inline constexpr std::string_view kAnchor = "anchor";
inline constexpr std::string_view kMonotonicNs = "monotonic_ns";
inline constexpr std::string_view kUtcUs = "utc_us";
inline constexpr std::string_view kStartedUtc = "started_utc";
inline constexpr std::string_view kHost = "host";
inline constexpr std::string_view kRing = "ring";
inline constexpr std::string_view kRig = "rig";
inline constexpr std::string_view kSchedule = "schedule";

// Members of records. One name has one meaning and one JSON type in all of them.
inline constexpr std::string_view kKind = "kind";
inline constexpr std::string_view kDevice = "device";
inline constexpr std::string_view kSourceSeq = "source_seq";
inline constexpr std::string_view kChannel = "channel";
inline constexpr std::string_view kActive = "active";
inline constexpr std::string_view kReconciled = "reconciled";
inline constexpr std::string_view kUncertaintyUs = "uncertainty_us";
inline constexpr std::string_view kAction = "action";
inline constexpr std::string_view kTrial = "trial";
inline constexpr std::string_view kNote = "note";
inline constexpr std::string_view kFirst = "first";
inline constexpr std::string_view kClosesAtUs = "closes_at_us";
inline constexpr std::string_view kSubject = "subject";
inline constexpr std::string_view kRole = "role";
inline constexpr std::string_view kDtUs = "dt_us";
inline constexpr std::string_view kDtUncertaintyUs = "dt_uncertainty_us";
inline constexpr std::string_view kOutcome = "outcome";
inline constexpr std::string_view kLatencyUs = "latency_us";
inline constexpr std::string_view kAmbiguous = "ambiguous";
inline constexpr std::string_view kReason = "reason";
inline constexpr std::string_view kUntilUs = "until_us";
inline constexpr std::string_view kBlock = "block";
inline constexpr std::string_view kConditions = "conditions";
inline constexpr std::string_view kTarget = "target";
inline constexpr std::string_view kCatch = "catch";
inline constexpr std::string_view kChoice = "choice";
inline constexpr std::string_view kChoices = "choices";
inline constexpr std::string_view kToken = "token";
inline constexpr std::string_view kDurationUs = "duration_us";
inline constexpr std::string_view kVolumeNl = "volume_nl";
inline constexpr std::string_view kStatus = "status";
inline constexpr std::string_view kBoot = "boot";
inline constexpr std::string_view kSentUs = "sent_us";
inline constexpr std::string_view kTicks = "ticks";
inline constexpr std::string_view kVerdict = "verdict";
inline constexpr std::string_view kFirstUs = "first_us";
inline constexpr std::string_view kCount = "count";
inline constexpr std::string_view kMessage = "message";
inline constexpr std::string_view kChannels = "channels";
inline constexpr std::string_view kGlitches = "glitches";
inline constexpr std::string_view kLost = "lost";

// What ends every line but for its newline: ,"crc":"xxxxxxxx"}
inline constexpr std::string_view kTrailerOpen = ",\"crc\":\"";
inline constexpr std::string_view kTrailerClose = "\"}";
inline constexpr std::size_t kCrcDigits = 8;
inline constexpr std::size_t kTrailerBytes =
    kTrailerOpen.size() + kCrcDigits + kTrailerClose.size();

inline constexpr std::size_t kMaxNameBytes = 128;      // of a subject, channel, device
inline constexpr std::size_t kMaxMessageBytes = 4096;  // of a fault; cut beyond
inline constexpr std::size_t kMaxRecordBytes = std::size_t{48} << 10U;

}  // namespace dyad::log::format

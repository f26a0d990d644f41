#pragma once

#include <cstddef>
#include <cstdint>

namespace dyad {

// Positions in the rig file, in the order the file names them.
using ChannelIndex = std::uint16_t;
using SourceIndex = std::uint16_t;  // a device
using SubjectIndex = std::uint8_t;

using TrialNumber = std::uint32_t;  // the first trial is 1; 0: before any
using Token = std::uint32_t;        // names one command of a session; the first is 1

// Positions in the stage of a schedule, in the order of the file.
using ChoiceIndex = std::uint8_t;
using BlockIndex = std::uint8_t;
using LevelIndex = std::uint8_t;  // of one factor

inline constexpr std::size_t kMaxSubjects = 8;
inline constexpr std::size_t kMaxChannels = 64;
inline constexpr std::size_t kMaxDevices = 16;
inline constexpr std::size_t kMaxChoices = 16;
inline constexpr std::size_t kMaxFactors = 4;

inline constexpr ChannelIndex kNoChannel = 0xFFFF;
inline constexpr SubjectIndex kNoSubject = 0xFF;
inline constexpr SourceIndex kNoSource = 0xFFFF;  // the session itself
inline constexpr ChoiceIndex kNoChoice = 0xFF;
inline constexpr BlockIndex kNoBlock = 0xFF;
inline constexpr LevelIndex kNoLevel = 0xFF;

}  // namespace dyad

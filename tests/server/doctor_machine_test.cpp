#include <gtest/gtest.h>

#include <set>
#include <string>

#include "dyad/server/doctor.hpp"
#include "server/fake_machine.hpp"

namespace dyad::server {
namespace {

constexpr const char* kThrottled =
    "/sys/devices/platform/soc/soc:firmware/get_throttled";
constexpr const char* kGovernor =
    "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor";

TEST(Doctor, AMachineThatIsFitHasNothingButOk) {
  const FakeMachine machine;
  const auto findings = examine(machine, about_data());
  EXPECT_EQ(worst_of(findings), Level::ok);
  std::set<std::string> ids;
  for (const Finding& one : findings) {
    EXPECT_EQ(one.level, Level::ok) << one.id << ": " << one.detail;
    EXPECT_FALSE(one.title.empty());
    EXPECT_FALSE(one.detail.empty()) << one.id;
    EXPECT_TRUE(one.remedy.empty()) << one.id;
    ids.insert(one.id);
  }
  EXPECT_EQ(ids.size(), 14U);
}

TEST(Doctor, AMachineThatTellsNothingIsNoReasonToFail) {
  FakeMachine machine;
  machine.remove("/proc");
  machine.remove("/sys");
  machine.synchronized = std::nullopt;
  machine.free_space = std::nullopt;
  for (const Finding& one : examine(machine, about_data())) {
    EXPECT_NE(one.level, Level::fail) << one.id;
    EXPECT_EQ(one.level == Level::ok, one.remedy.empty()) << one.id;
  }
  EXPECT_EQ(level(machine, "kernel"), Level::warn);
  EXPECT_EQ(level(machine, "memory"), Level::warn);
  EXPECT_EQ(level(machine, "disk-space"), Level::warn);
  EXPECT_EQ(level(machine, "clock-sync"), Level::warn);
}

TEST(Doctor, TheJsonHasEachFindingAndTheWorst) {
  const auto json = to_json(
      {{"a", Level::ok, "A", "fine", ""}, {"b", Level::warn, "B", "so", "do this"}});
  EXPECT_EQ(json.dump(),
            R"({"findings":[{"id":"a","level":"ok","title":"A","detail":"fine",)"
            R"("remedy":""},{"id":"b","level":"warn","title":"B","detail":"so",)"
            R"("remedy":"do this"}],"worst":"warn"})");
}

TEST(DoctorKernel, IsOkWhereItIsPreemptibleOrRealTime) {
  const FakeMachine machine;
  EXPECT_EQ(level(machine, "kernel"), Level::ok);
  machine.write("/sys/kernel/realtime", "1\n");
  EXPECT_NE(finding(machine, "kernel").detail.find("real-time"), std::string::npos);
  machine.remove("/sys/kernel/realtime");
  machine.write("/proc/version", "Linux version 6.1.0 #1 SMP PREEMPT_RT Debian");
  EXPECT_NE(finding(machine, "kernel").detail.find("real-time"), std::string::npos);
  machine.write("/proc/version", "Linux version 6.1.0 #1 SMP PREEMPT_DYNAMIC Debian");
  EXPECT_EQ(level(machine, "kernel"), Level::ok);
}

TEST(DoctorKernel, WarnsOfOneThatIsNotPreemptible) {
  const FakeMachine machine;
  machine.write("/proc/version", "Linux version 6.1.0 #1 SMP Debian");
  EXPECT_EQ(level(machine, "kernel"), Level::warn);
}

TEST(DoctorKernel, FailsBelowFiveTen) {
  const FakeMachine machine;
  machine.write("/proc/sys/kernel/osrelease", "5.9.16-arm64");
  EXPECT_EQ(level(machine, "kernel"), Level::fail);
  machine.write("/proc/sys/kernel/osrelease", "4.19.0");
  EXPECT_EQ(level(machine, "kernel"), Level::fail);
  machine.write("/proc/sys/kernel/osrelease", "5.10.0-arm64");
  EXPECT_EQ(level(machine, "kernel"), Level::ok);
}

TEST(DoctorPersistence, WarnsWhereTheKernelLeavesOutputsDriven) {
  const FakeMachine machine;
  EXPECT_EQ(level(machine, "persist-gpio-outputs"), Level::ok);
  const std::string parameter =
      "/sys/module/pinctrl_rp1/parameters/persist_gpio_outputs";
  machine.write(parameter, "N\n");
  EXPECT_EQ(level(machine, "persist-gpio-outputs"), Level::ok);
  machine.write(parameter, "Y\n");
  const Finding found = finding(machine, "persist-gpio-outputs");
  EXPECT_EQ(found.level, Level::warn);
  EXPECT_NE(found.remedy.find("dtparam=strict_gpiod"), std::string::npos);
}

TEST(DoctorGovernor, IsOkOnlyWhereEveryProcessorRunsAtFullSpeed) {
  const FakeMachine machine;
  EXPECT_EQ(level(machine, "cpu-governor"), Level::ok);
  machine.write("/sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "ondemand\n");
  EXPECT_EQ(level(machine, "cpu-governor"), Level::warn);
  EXPECT_NE(finding(machine, "cpu-governor").detail.find("ondemand, performance"),
            std::string::npos);
}

TEST(DoctorGovernor, SaysThatThereIsNone) {
  const FakeMachine machine;
  machine.remove(kGovernor);
  EXPECT_EQ(level(machine, "cpu-governor"), Level::ok);
  EXPECT_NE(finding(machine, "cpu-governor").detail.find("no frequency control"),
            std::string::npos);
}

TEST(DoctorPower, ReadsTheFlagsOfTheFirmware) {
  const FakeMachine machine;
  const auto flagged = [&machine](const std::string& flags) {
    machine.write(kThrottled, flags + "\n");
    return level(machine, "power");
  };
  EXPECT_EQ(flagged("0"), Level::ok);
  EXPECT_EQ(flagged("0x0"), Level::ok);
  EXPECT_EQ(flagged("50005"), Level::fail);  // low voltage now
  EXPECT_EQ(flagged("1"), Level::fail);
  EXPECT_EQ(flagged("4"), Level::warn);      // throttled now
  EXPECT_EQ(flagged("8"), Level::warn);      // the soft limit of temperature
  EXPECT_EQ(flagged("10000"), Level::warn);  // low voltage once
  EXPECT_NE(finding(machine, "power").remedy.find("supply"), std::string::npos);
  EXPECT_EQ(flagged("40000"), Level::warn);  // throttled once
  EXPECT_NE(finding(machine, "power").remedy.find("fan"), std::string::npos);
}

TEST(DoctorPower, ReadsTheVoltageAlarmWhereTheFlagsAreNotShown) {
  const FakeMachine machine;
  machine.remove(kThrottled);
  machine.write("/sys/class/hwmon/hwmon0/name", "cpu_thermal\n");
  machine.write("/sys/class/hwmon/hwmon1/name", "rpi_volt\n");
  machine.write("/sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0\n");
  EXPECT_EQ(level(machine, "power"), Level::ok);
  EXPECT_NE(finding(machine, "power").detail.find("no low voltage"), std::string::npos);
  machine.write("/sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n");
  EXPECT_EQ(level(machine, "power"), Level::fail);
}

TEST(DoctorPower, SaysThatItIsNotKnownAndWarnsOnAPi) {
  const FakeMachine machine;
  machine.remove(kThrottled);
  EXPECT_EQ(level(machine, "power"), Level::ok);
  EXPECT_NE(finding(machine, "power").detail.find("not known"), std::string::npos);
  machine.write("/proc/device-tree/model",
                std::string("Raspberry Pi 5 Model B Rev 1.0\0", 31));
  EXPECT_EQ(level(machine, "power"), Level::warn);
  machine.write(kThrottled, "what?");
  EXPECT_EQ(level(machine, "power"), Level::warn);
}

TEST(DoctorLoad, WarnsWhereMoreWantsToRunThanCan) {
  FakeMachine machine;
  machine.write("/proc/loadavg", "4.00 1 1 1/1 1");
  EXPECT_EQ(level(machine, "load"), Level::ok);
  machine.write("/proc/loadavg", "4.01 1 1 1/1 1");
  EXPECT_EQ(level(machine, "load"), Level::warn);
}

TEST(DoctorLoad, WarnsOfASingleProcessor) {
  FakeMachine machine;
  machine.cpus = 1;
  EXPECT_EQ(level(machine, "load"), Level::warn);
}

TEST(DoctorMemory, HasThreeLevels) {
  const FakeMachine machine;
  EXPECT_EQ(level(machine, "memory"), Level::ok);
  machine.write("/proc/meminfo", "MemAvailable: 200000 kB\n");
  EXPECT_EQ(level(machine, "memory"), Level::warn);
  machine.write("/proc/meminfo", "MemAvailable: 50000 kB\n");
  EXPECT_EQ(level(machine, "memory"), Level::fail);
}

TEST(DoctorSwap, MattersWhereMemoryMayNotBeLocked) {
  FakeMachine machine;
  EXPECT_EQ(finding(machine, "swap").detail, "none");
  machine.write("/proc/swaps", "Filename Type Size\n/var/swap file 524284 0 -2\n");
  EXPECT_EQ(level(machine, "swap"), Level::ok);
  EXPECT_NE(finding(machine, "swap").detail.find("/var/swap"), std::string::npos);
  machine.lockable = 8U << 20U;
  EXPECT_EQ(level(machine, "swap"), Level::warn);
}

TEST(DoctorRealtime, WantsTheGuardsPriorityAndUnlimitedMemory) {
  FakeMachine machine;
  machine.priority = 80;
  EXPECT_EQ(level(machine, "realtime"), Level::ok);
  machine.priority = 79;
  EXPECT_EQ(level(machine, "realtime"), Level::warn);
  machine.priority = 99;
  machine.lockable = 8U << 20U;
  EXPECT_EQ(level(machine, "realtime"), Level::warn);
  EXPECT_NE(finding(machine, "realtime").detail.find("8.4 MB"), std::string::npos);
  machine.priority = 0;
  EXPECT_NE(finding(machine, "realtime").detail.find("no priority"), std::string::npos);
}

TEST(DoctorClock, WarnsWhereNobodyKeepsIt) {
  FakeMachine machine;
  machine.synchronized = false;
  EXPECT_EQ(level(machine, "clock-sync"), Level::warn);
}

TEST(DoctorClock, FailsInAYearThatCannotBe) {
  FakeMachine machine;
  machine.now_s = 0;
  EXPECT_EQ(level(machine, "clock-plausible"), Level::fail);
  machine.now_s = 1'767'225'599;  // the last second of 2025
  EXPECT_EQ(level(machine, "clock-plausible"), Level::fail);
  machine.now_s = 1'767'225'600;
  EXPECT_EQ(level(machine, "clock-plausible"), Level::ok);
  machine.now_s = 4'102'444'800;
  EXPECT_EQ(level(machine, "clock-plausible"), Level::fail);
}

TEST(DoctorClock, WarnsWhereALogIsNewerThanNow) {
  FakeMachine machine;
  machine.write("/data/20270101T000000Z_A-B.jsonl", "{}");
  machine.now_s = machine.list("/data").at(0).modified_s - 301;
  EXPECT_EQ(level(machine, "clock-plausible"), Level::warn);
  machine.now_s += 1;
  EXPECT_EQ(level(machine, "clock-plausible"), Level::ok);
}

TEST(DoctorData, TheFolderNeedNotBeThereYet) {
  FakeMachine machine;
  DoctorQuery query;
  query.data_folder = "/data/new/deep";
  EXPECT_EQ(level(machine, "data-folder", query), Level::ok);
  EXPECT_NE(finding(machine, "data-folder", query).detail.find("makes it"),
            std::string::npos);
  machine.forbidden = {"/data"};
  EXPECT_EQ(level(machine, "data-folder", query), Level::fail);
}

TEST(DoctorData, FailsWhereTheFolderIsNotWritable) {
  FakeMachine machine;
  machine.forbidden = {"/data"};
  EXPECT_EQ(level(machine, "data-folder"), Level::fail);
  EXPECT_NE(finding(machine, "data-folder").detail.find("alice"), std::string::npos);
}

// A usual session is 69.12 MB.
TEST(DoctorData, SpaceIsMeasuredInSessions) {
  FakeMachine machine;
  const auto with_free = [&machine](std::uint64_t bytes) {
    machine.free_space = Machine::Space{bytes, bytes};
    return level(machine, "disk-space");
  };
  EXPECT_EQ(with_free(69'120'000 * 20ULL), Level::ok);
  EXPECT_EQ(with_free(69'120'000 * 20ULL - 1), Level::warn);
  EXPECT_EQ(with_free(69'120'000), Level::warn);
  EXPECT_EQ(with_free(69'119'999), Level::fail);
}

TEST(DoctorData, ALargerLogSetsTheMeasure) {
  FakeMachine machine;
  machine.write("/data/large.jsonl", "");
  std::filesystem::resize_file(machine.place("/data/large.jsonl"), 100'000'000);
  machine.free_space = Machine::Space{99'999'999, 1'000'000'000};
  EXPECT_EQ(level(machine, "disk-space"), Level::fail);
  EXPECT_NE(finding(machine, "disk-space").detail.find("100.0 MB (the largest log"),
            std::string::npos);
}

TEST(DoctorData, LatencyIsHeldToTheSyncInterval) {
  FakeMachine machine;
  const auto with = [&machine](Duration median, Duration worst) {
    machine.latency = Machine::WriteLatency{median, worst};
    return level(machine, "disk-latency");
  };
  EXPECT_EQ(with(Duration::from_ms(50), Duration::from_ms(200)), Level::ok);
  EXPECT_EQ(with(Duration::from_us(50'001), Duration::from_ms(60)), Level::warn);
  EXPECT_EQ(with(Duration::from_ms(2), Duration::from_us(200'001)), Level::warn);
  machine.latency = Error{"cannot write in /data: it is full", "free space"};
  EXPECT_EQ(level(machine, "disk-latency"), Level::fail);
  EXPECT_EQ(finding(machine, "disk-latency").remedy, "free space");
}

TEST(DoctorData, ARunningSessionsDiskIsLeftAlone) {
  const FakeMachine machine;
  DoctorQuery query = about_data();
  query.measure_disk = false;
  EXPECT_EQ(finding(machine, "disk-latency", query).id, "");
  EXPECT_EQ(finding(machine, "disk-space", query).id, "disk-space");
}

}  // namespace
}  // namespace dyad::server

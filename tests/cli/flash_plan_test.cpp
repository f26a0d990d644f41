#include "dyad/cli/flash_plan.hpp"

#include <gtest/gtest.h>

namespace dyad::cli {
namespace {

TEST(FlashPlan, KnowsTheBoardsAndNoOthers) {
  for (const char* name : {"uno", "nano", "nano-old", "mega"}) {
    ASSERT_TRUE(flash_target(name).has_value()) << name;
    EXPECT_EQ(flash_target(name)->name, name);
  }
  EXPECT_FALSE(flash_target("Uno").has_value());
  EXPECT_FALSE(flash_target("").has_value());
}

TEST(FlashPlan, LooksForTheFirmwareWhereBuildAndInstallPutIt) {
  const auto places = firmware_places(*flash_target("mega"), "/usr/local/bin");
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(places[0], "/usr/local/bin/firmware/dyad_firmware_mega.hex");
  EXPECT_EQ(places[1], "/usr/local/share/dyad/firmware/dyad_firmware_mega.hex");
}

TEST(FlashPlan, ANanoTakesTheUnosFirmware) {
  EXPECT_EQ(firmware_places(*flash_target("nano-old"), "/x/y")[0],
            "/x/y/firmware/dyad_firmware_uno.hex");
}

TEST(FlashPlan, AnOldNanosBootloaderIsSlower) {
  const auto arguments =
      avrdude_arguments(*flash_target("nano-old"), "/dev/x", "f.hex");
  EXPECT_EQ(arguments, (std::vector<std::string>{"-p", "atmega328p", "-c", "arduino",
                                                 "-P", "/dev/x", "-b", "57600", "-D",
                                                 "-U", "flash:w:f.hex:i"}));
}

}  // namespace
}  // namespace dyad::cli

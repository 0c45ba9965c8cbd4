-- Takes words until it is told that there are no more, and answers each with its length.
local function count(answer_to)
    local words = process.listen("word")
    local ends = process.listen("end")
    local seen = 0
    while true do
        -- Whichever comes first; of what has come already, the words.
        local came = channel.select({ words:case_receive(), ends:case_receive() })
        if came.channel == ends then
            return seen
        end
        seen = seen + 1
        process.send(answer_to, "counted", { word = came.value, letters = #came.value })
    end
end

return { count = count }

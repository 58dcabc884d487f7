# language: pt
# Gerado com «interop translate» a partir de features/integration/reconciliation.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-12 @RAD-14 @PIR
Funcionalidade: Duas fichas de uma pessoa passam a ser uma, onde quer que estejam
  Com metade dos exames anteriores noutro número, conhece-se metade da verdade.
  Uma fusão que chega a um só sistema, ou à pessoa errada, descobre-se quando o mal está feito.

  Regra: Depois de uma fusão tudo está na ficha conservada e nada na outra

    @FIELD-04 @TC-MRG-001 @shall @positive
    Cenário: Fusão antes do exame
      Dado que a paciente "Prueba Inés Nchama Edú" consta do registo da receção
      E a paciente "Prueba Ines Nchama Edu" consta do registo da receção
      E o exame "TC do tórax" da paciente "Prueba Ines Nchama Edu" está agendado no equipamento "CT_ER1"
      Quando a receção funde a ficha da paciente "Prueba Ines Nchama Edu" com a ficha da paciente "Prueba Inés Nchama Edú" e conserva esta última
      Então o número de entradas da paciente "Prueba Inés Nchama Edú" na lista de trabalho do equipamento "CT_ER1" é 1
      E o número de entradas com o identificador retirado da paciente "Prueba Ines Nchama Edu" na lista de trabalho do equipamento "CT_ER1" é 0

    @TC-MRG-002 @shall @positive @needs.pacs.RAD-12
    Cenário: Fusão enquanto o paciente está no equipamento
      Dado que a paciente "Elena Silva" consta do registo da receção
      E o exame "RM crânio-encefálica" da paciente "Elena Obiang" está agendado no equipamento "MR_1"
      Quando o técnico inicia no equipamento "MR_1" o exame "RM crânio-encefálica" da paciente "Elena Obiang"
      E a receção funde a ficha da paciente "Elena Obiang" com a ficha da paciente "Elena Silva" e conserva esta última
      E o técnico adquire 2 imagens do exame "RM crânio-encefálica" da paciente "Elena Obiang"
      E o técnico conclui o exame "RM crânio-encefálica" da paciente "Elena Obiang"
      Então todos os exames da paciente "Elena Obiang" e da paciente "Elena Silva" aparecem na ficha da paciente "Elena Silva"

    @MESA-133 @MESA-104 @TC-MRG-003 @shall @positive @needs.pacs.RAD-12
    Cenário: Fusão depois do exame
      Dado que a paciente "Elena Silva" consta do registo da receção
      E a paciente "Elena Obiang" consta do registo da receção
      E o exame "TC do tórax" da paciente "Elena Silva" foi realizado no equipamento "CT_ER1"
      E o exame "Radiografia do tórax" da paciente "Elena Obiang" foi realizado no equipamento "DX_1"
      Quando a receção funde a ficha da paciente "Elena Obiang" com a ficha da paciente "Elena Silva" e conserva esta última
      Então todos os exames da paciente "Elena Obiang" e da paciente "Elena Silva" aparecem na ficha da paciente "Elena Silva"
      E as imagens recuperadas do exame "Radiografia do tórax" da paciente "Elena Obiang" trazem o nome e o identificador da paciente "Elena Silva"

    @TC-MRG-004 @shall @positive
    Cenário: Um relatório assinado depois da fusão chega à ficha conservada
      Dado que a paciente "Prueba Inés Nchama Edú" consta do registo da receção
      E a paciente "Prueba Inés Edú Nchama" consta do registo da receção
      E o exame "TC do tórax" da paciente "Prueba Inés Edú Nchama" foi realizado no equipamento "CT_ER1"
      Quando a receção funde a ficha da paciente "Prueba Inés Edú Nchama" com a ficha da paciente "Prueba Inés Nchama Edú" e conserva esta última
      E o radiologista assina como "definitivo" o relatório "Sin hallazgos." do exame "TC do tórax" da paciente "Prueba Inés Edú Nchama"
      Então o relatório do exame "TC do tórax" da paciente "Prueba Inés Edú Nchama" chega à ficha da paciente "Prueba Inés Nchama Edú"

  Regra: Um paciente examinado antes de se conhecer o seu nome é encontrado depois com esse nome

    @MESA-103 @FIELD-19 @TC-PIR-001 @shall @positive @needs.pacs.RAD-12
    Cenário: Um nome corrigido depois do exame
      Dado que a paciente "Elena Obiang" consta do registo da receção
      E o exame "TC do tórax" da paciente "Elena Obiang" foi realizado no equipamento "CT_ER1"
      Quando a receção corrige o nome da paciente "Elena Obiang" para "Elena Silva"
      Então o radiologista encontra o exame "TC do tórax" da paciente "Elena Obiang" com o nome "Elena Silva"
      E as imagens recuperadas do exame "TC do tórax" da paciente "Elena Obiang" trazem o nome corrigido

    @RAD-4 @MESA-105 @TC-PIR-002 @shall @positive @needs.pacs.RAD-4
    Cenário: Exame sem pedido, pedido depois
      Dado que a ficha de paciente "Prueba 01 Desconocido" consta do registo da receção
      E o exame não agendado "TC crânio-encefálica sem contraste" de paciente "Prueba 01 Desconocido" foi realizado no equipamento "CT_ER1"
      Quando o secretariado de radiologia regista posteriormente o pedido do exame "TC crânio-encefálica sem contraste" para a ficha de paciente "Prueba 01 Desconocido"
      Então o sistema "PACS" recebe o aviso de que o exame "TC crânio-encefálica sem contraste" de paciente "Prueba 01 Desconocido" está previsto com o identificador do exame realizado
      E o número de entradas de paciente "Prueba 01 Desconocido" na lista de trabalho do equipamento "CT_ER1" é 0

    @MESA-101 @TC-PIR-003 @shall @positive @needs.pacs.RAD-12
    Cenário: Sem identificação à entrada, com um primeiro nome depois, com identidade à noite
      Dado que a ficha de paciente "Prueba 01 Desconocido" consta do registo da receção
      E o exame não agendado "TC crânio-encefálica sem contraste" de paciente "Prueba 01 Desconocido" foi realizado no equipamento "CT_ER1"
      E a paciente "Elena Obiang" consta do registo da receção
      E a paciente "Elena Silva" consta do registo da receção
      Quando a receção funde a ficha de paciente "Prueba 01 Desconocido" com a ficha da paciente "Elena Obiang" e conserva esta última
      E a receção funde a ficha da paciente "Elena Obiang" com a ficha da paciente "Elena Silva" e conserva esta última
      Então todos os exames de paciente "Prueba 01 Desconocido" e da paciente "Elena Silva" aparecem na ficha da paciente "Elena Silva"

  Regra: Um mesmo número de dois hospitais são duas pessoas

    @FIELD-03 @TC-PIR-004 @shall @negative @needs.pacs.RAD-12
    Cenário: Um nome corrigido de um de dois pacientes com o mesmo número
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      E o paciente "Luis Mba" consta do registo da receção com o número da paciente "Ana Torres" emitido pelo hospital "BATA"
      E o exame não agendado "Radiografia do tórax" do paciente "Luis Mba" foi realizado no equipamento "DX_1"
      Quando a receção corrige o nome do paciente "Luis Mba" para "Carlos Nve"
      Então o radiologista encontra o exame "Radiografia do tórax" do paciente "Luis Mba" com o nome "Carlos Nve"
      E as imagens recuperadas do exame "TC do tórax" da paciente "Ana Torres" trazem o nome e o identificador da paciente "Ana Torres"

  Regra: Uma fusão que não pode estar certa é recusada, e ambas as fichas ficam como estavam

    @FIELD-04 @TC-MRG-005 @shall @negative
    Cenário: Não se conhece a ficha a fundir
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando a receção funde a ficha desconhecida do paciente "Luis Mba" com a ficha da paciente "Ana Torres" e conserva esta última
      Então o sistema "RIS" recusa a mensagem com o motivo "paciente desconhecido"

    @FIELD-03 @FIELD-04 @TC-MRG-006 @shall @negative
    Cenário: O mesmo número de outro hospital é outra pessoa
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      E o paciente "Luis Mba" consta do registo da receção
      Quando a receção funde com a ficha do paciente "Luis Mba" o número da paciente "Ana Torres" emitido pelo hospital "BATA"
      Então o sistema "RIS" recusa a mensagem com o motivo "paciente desconhecido"
      E o radiologista encontra 1 exame na ficha da paciente "Ana Torres"

    @FIELD-04 @TC-MRG-007 @shall @negative
    Cenário: Duas fichas são fundidas em círculo
      Dado que a paciente "Elena Silva" consta do registo da receção
      E a paciente "Elena Obiang" consta do registo da receção
      E a receção fundiu a ficha da paciente "Elena Obiang" com a ficha da paciente "Elena Silva" e conserva esta última
      Quando a receção funde a ficha da paciente "Elena Silva" com a ficha da paciente "Elena Obiang" e conserva esta última
      Então o sistema "RIS" recusa a mensagem com o motivo "paciente desconhecido"

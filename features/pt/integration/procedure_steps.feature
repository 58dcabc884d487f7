# language: pt
# Gerado com «interop translate» a partir de features/integration/procedure_steps.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-6 @RAD-7 @DICOM.PS3.4.F
Funcionalidade: Todos os sistemas sabem se um exame começou, terminou ou foi interrompido
  A lista, a sala de leitura e o serviço guiam-se pelo que o equipamento notifica.
  Uma notificação perdida deixa o paciente na lista, e o seu exame por ler.

  Regra: O que o equipamento notifica chega ao RIS, ao arquivo e ao serviço

    @FIELD-08 @TC-PPS-001 @shall @positive
    Cenário: Um exame começado já não é oferecido à pessoa seguinte
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o técnico inicia no equipamento "CT_ER1" o exame "TC do tórax" da paciente "Ana Torres"
      Então o exame "TC do tórax" da paciente "Ana Torres" já não figura na lista de trabalho do equipamento "CT_ER1"
      E o sistema "PACS" recebe o aviso de que o exame "TC do tórax" da paciente "Ana Torres" começou

    @FIELD-18 @MESA-110 @TC-PPS-002 @shall @positive
    Cenário: O fim de um exame chega ao arquivo com a lista completa de imagens
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o técnico realiza o exame "TC do tórax" da paciente "Ana Torres" no equipamento "CT_ER1"
      Então o sistema "PACS" recebe o aviso de que o exame "TC do tórax" da paciente "Ana Torres" terminou
      E a notificação do passo do exame "TC do tórax" da paciente "Ana Torres" enumera todas as imagens que foram feitas

  Regra: Um exame interrompido diz porquê

    @MESA-241 @TC-PPS-003 @shall @negative
    Cenário: O paciente vai-se embora antes do exame
      Dado que o paciente "Pedro Abeso" consta do registo da receção
      E o exame "RM crânio-encefálica" do paciente "Pedro Abeso" está agendado no equipamento "MR_1"
      Quando o técnico inicia no equipamento "MR_1" o exame "RM crânio-encefálica" do paciente "Pedro Abeso"
      E o técnico interrompe o exame "RM crânio-encefálica" do paciente "Pedro Abeso" sem indicar o motivo
      Então o médico requisitante vê o exame "RM crânio-encefálica" do paciente "Pedro Abeso" com o estado "interrompido"
      E o número de entradas do paciente "Pedro Abeso" na lista de trabalho do equipamento "MR_1" é 0

    @MESA-242 @TC-PPS-004 @shall @negative
    Cenário: O paciente é alérgico ao contraste
      Dado que o paciente "Pedro Abeso" consta do registo da receção
      E o exame "TC do abdómen com contraste" do paciente "Pedro Abeso" está agendado no equipamento "CT_ER1"
      Quando o técnico inicia no equipamento "CT_ER1" o exame "TC do abdómen com contraste" do paciente "Pedro Abeso"
      E o técnico interrompe o exame "TC do abdómen com contraste" do paciente "Pedro Abeso" com o motivo "alergia ao contraste"
      Então o sistema "PACS" recebe o aviso de que o exame "TC do abdómen com contraste" do paciente "Pedro Abeso" foi interrompido com o motivo "alergia ao contraste"
      E o médico requisitante vê o exame "TC do abdómen com contraste" do paciente "Pedro Abeso" com o estado "interrompido"

    @MESA-109 @TC-PPS-005 @shall @negative @needs.pacs.RAD-7
    Cenário: Foi escolhida a entrada errada da lista
      Dado que o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      E o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando o técnico faz as imagens do paciente "Luis Mba" com a entrada da lista de trabalho do exame "TC do tórax" da paciente "Ana Torres"
      E o técnico interrompe o exame "TC do tórax" da paciente "Ana Torres" com o motivo "entrada errada da lista de trabalho"
      Então o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "CT_ER1" é 1
      E o número de imagens do exame "TC do tórax" da paciente "Ana Torres" no sistema "PACS" é 0

  Regra: Uma notificação que quebra a ordem dos factos é recusada, e nada muda

    @TC-PPS-006 @shall @negative
    Cenário: Um exame concluído é alterado depois
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "TC do tórax" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" notifica como interrompido o passo já concluído do exame "TC do tórax" do paciente "Carlos Nve"
      Então o sistema "RIS" recusa a notificação com o motivo "o passo já não pode ser modificado"
      E o médico requisitante vê o exame "TC do tórax" do paciente "Carlos Nve" com o estado "concluído"

    @TC-PPS-007 @shall @negative
    Cenário: É notificado como concluído um exame que nunca começou
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "TC do tórax" do paciente "Carlos Nve" está agendado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" notifica o fim do exame "TC do tórax" do paciente "Carlos Nve" sem o ter iniciado
      Então o sistema "RIS" recusa a notificação com o motivo "passo desconhecido"
      E o número de entradas do paciente "Carlos Nve" na lista de trabalho do equipamento "CT_ER1" é 1

    @TC-PPS-008 @shall @negative
    Cenário: O mesmo início é notificado duas vezes
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "TC do tórax" do paciente "Carlos Nve" está agendado no equipamento "CT_ER1"
      Quando o técnico inicia no equipamento "CT_ER1" o exame "TC do tórax" do paciente "Carlos Nve"
      E o equipamento "CT_ER1" notifica de novo o início do exame "TC do tórax" do paciente "Carlos Nve"
      Então o sistema "RIS" recusa a notificação com o motivo "o passo já existe"

    @TC-PPS-009 @shall @negative
    Cenário: Um exame é notificado ao mesmo tempo como começado e concluído
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "TC do tórax" do paciente "Carlos Nve" está agendado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" notifica o início do exame "TC do tórax" do paciente "Carlos Nve" como já concluído
      Então o sistema "RIS" recusa a notificação com o motivo "um passo começa em curso"
      E o número de entradas do paciente "Carlos Nve" na lista de trabalho do equipamento "CT_ER1" é 1

    @FIELD-08 @TC-PPS-010 @shall @negative
    Cenário: O fim é notificado sem o protocolo utilizado
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "TC do tórax" do paciente "Carlos Nve" está agendado no equipamento "CT_ER1"
      Quando o técnico inicia no equipamento "CT_ER1" o exame "TC do tórax" do paciente "Carlos Nve"
      E o equipamento "CT_ER1" notifica o fim do exame "TC do tórax" do paciente "Carlos Nve" sem nome de protocolo
      Então o sistema "RIS" recusa a notificação com o motivo "falta algo obrigatório"
